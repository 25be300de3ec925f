package signin

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
)

// relay lets two libraries share one sign-in. MSAL lets us open the browser's
// address ourselves, which azidentity does not; azidentity renews tokens,
// answers challenges and keeps its sign-in in a cache that only its own
// credentials can fill. So MSAL does the conversation, relay keeps the answer
// with the tokens, and azidentity's device code credential is given that answer
// where it would have asked Entra for a code and for the tokens.
type relay struct{ next http.RoundTripper }

// caught is the answer of a token endpoint.
type caught struct{ body []byte }

type (
	catchKey struct{} // *caught: keep the answer to the token request
	handKey  struct{} // *caught: answer with it
)

// catching keeps the answer to the token request that is made under the
// returned context, for the goroutine that made it.
func catching(ctx context.Context) (context.Context, *caught) {
	c := &caught{}
	return context.WithValue(ctx, catchKey{}, c), c
}

// handing answers a device code conversation under the returned context with c.
func handing(ctx context.Context, c *caught) context.Context {
	return context.WithValue(ctx, handKey{}, c)
}

// noCode begins a conversation that is over already.
const noCode = `{"user_code":"-","device_code":"-","verification_uri":"https://localhost","expires_in":60,"interval":1,"message":"-"}`

func (r relay) RoundTrip(req *http.Request) (*http.Response, error) {
	code, token := strings.HasSuffix(req.URL.Path, "/devicecode"), strings.HasSuffix(req.URL.Path, "/token")
	if c, ok := req.Context().Value(handKey{}).(*caught); ok && (code || token) {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		if code {
			return answered(req, []byte(noCode)), nil
		}
		return answered(req, c.body), nil
	}
	resp, err := r.next.RoundTrip(req)
	if c, ok := req.Context().Value(catchKey{}).(*caught); ok && err == nil && token && resp.StatusCode == http.StatusOK {
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxHeard))
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		c.body, resp.Body = body, io.NopCloser(bytes.NewReader(body))
	}
	return resp, err
}

func answered(req *http.Request, body []byte) *http.Response {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
}
