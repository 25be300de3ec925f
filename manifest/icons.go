package manifest

import "teamwright/manifest/icon"

// Color makes color.png, 192×192 pixels, from any PNG, JPEG, GIF or WebP. A
// logo on clear ground is set on accent ("#RRGGBB"), with "" it stays on clear
// ground. A picture that cannot be used gives an [*icon.Error].
func Color(src []byte, accent string) ([]byte, error) { return icon.Color(src, accent) }

// Outline makes outline.png, 32×32 pixels of white on clear ground, from any
// picture that [Color] takes. A picture that cannot be used gives an
// [*icon.Error].
func Outline(src []byte) ([]byte, error) { return icon.Outline(src) }
