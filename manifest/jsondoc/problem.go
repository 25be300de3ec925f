package jsondoc

// ProblemKind says in which way a document is not plain JSON.
type ProblemKind uint8

// Problems after which reading goes on, up to TooManyValues; after that and the
// following ones the tree is nil.
const (
	ByteOrderMark ProblemKind = iota
	UTF16
	InvalidUTF8
	Comment
	TrailingComma
	DuplicateKey
	TooManyValues
	TooDeep
	TooLarge
	Syntax
)

// Problem is one place where a document is not plain JSON. Of each kind only
// the first one is told, of DuplicateKey the first ten.
type Problem struct {
	Kind         ProblemKind
	Line, Column int
	// Detail is what was found: the key that comes twice, what stands where
	// something else belongs. It is fit for a terminal.
	Detail string
}

// Limits of a document.
const (
	// MaxBytes is far above any manifest: the longest text in one has 4000
	// characters.
	MaxBytes  = 2 << 20
	MaxValues = 20_000
	MaxDepth  = 64
)
