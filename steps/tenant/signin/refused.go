package signin

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"teamwright/steps/tenant"
)

const maxText = 400 // runes of Entra's own words

// Refused is a refusal by Entra, explained.
type Refused struct {
	Code        string // such as AADSTS53003; "" when Entra named none
	OAuth       string // OAuth's error, such as invalid_grant
	Text        string // Entra's own words
	Meaning     string // ours
	Cure        string // what the admin does next
	Correlation string // the id that Microsoft's support asks for
}

func (e *Refused) Error() string {
	var b strings.Builder
	b.WriteString("sign-in refused: " + cmp.Or(e.Meaning, e.Text, e.OAuth, "no reason was given"))
	var more []string
	if e.Code != "" {
		more = append(more, e.Code)
	}
	if e.Correlation != "" {
		more = append(more, "correlation id "+e.Correlation)
	}
	if len(more) > 0 {
		b.WriteString(" (" + strings.Join(more, ", ") + ")")
	}
	return b.String()
}

// Advice is the code and the cure, for whoever holds only an error.
func (e *Refused) Advice() (code, cure string) { return e.Code, e.Cure }

// explain turns the library's error into what Entra said, which the library
// has lost.
func (v *visit) explain(err error) error {
	switch h := v.ear.last(); {
	case h.refusal != nil && (h.refusal.Error != "" || h.refusal.code() != 0):
		return v.refused(*h.refusal)
	case h.refusal != nil:
		return fmt.Errorf("sign-in: %s answered HTTP %d instead of an answer to read: check HTTPS_PROXY and the network", v.o.Cloud.Authority, h.refusal.status)
	case h.err != nil:
		return fmt.Errorf("sign-in: %w", h.err)
	}
	return fmt.Errorf("sign-in: %s", tenant.Plain(err.Error(), maxText))
}

// refused looks the reply up in the table.
func (v *visit) refused(r reply) *Refused {
	e := explainReply(r, v.o.Cloud.Authority, v.o.Tenant, v.client.ID)
	if clock := v.ear.last().wrongClock(); clock != "" {
		e.Cure = clock + "; then run the same command again. If it is refused again: " + e.Cure
	}
	return e
}

func explainReply(r reply, authority, tenantName, clientID string) *Refused {
	e := &Refused{OAuth: tenant.Plain(r.Error, 60), Text: ownWords(r.Description), Correlation: tenant.Plain(r.Correlation, 60)}
	n := r.code()
	if n != 0 {
		e.Code = "AADSTS" + strconv.Itoa(n)
	}
	m, ok := lookUp(n)
	if !ok {
		m = byOAuth(r.Error)
	}
	fill := strings.NewReplacer("{authority}", authority, "{tenant}", cmp.Or(tenantName, "organizations"), "{client}", clientID)
	e.Meaning, e.Cure = m.means, fill.Replace(m.cure)
	return e
}

// code is the number of the AADSTS code, 0 when there is none.
func (r reply) code() int {
	if m := aadsts.FindStringSubmatch(r.Description); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	for _, n := range r.Codes {
		if n > 0 {
			return n
		}
	}
	return 0
}

// ownWords drops the ids that Entra appends in lines of their own; the
// correlation id stands apart.
func ownWords(s string) string {
	s, _, _ = strings.Cut(s, " Trace ID:")
	s, _, _ = strings.Cut(s, "\r\nTrace ID:")
	s, _, _ = strings.Cut(s, "\nTrace ID:")
	return tenant.Plain(s, maxText)
}

var aadsts = regexp.MustCompile(`AADSTS(\d{4,9})\b`)
