package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
)

// Broken is a request that got no whole answer.
type Broken struct {
	Method string
	Host   string
	Tries  int
	// Sent tells whether the request may have arrived: for a write it then may
	// or may not be done.
	Sent bool
	Err  error
}

func (e *Broken) Error() string {
	return fmt.Sprintf("%s %s: no answer after %s: %v", e.Method, e.Host, times(e.Tries), e.Err)
}

func (e *Broken) Unwrap() error { return e.Err }

// Cure is what the admin does next, or "".
func (e *Broken) Cure() string {
	switch classify(e.Err) {
	case badCertificate:
		return "something on the network signs for " + e.Host + " that this machine does not trust: name its certificate authority's PEM file in SSL_CERT_FILE"
	case badName:
		return "the name " + e.Host + " cannot be found: check the network, its DNS, and HTTPS_PROXY"
	case badProxy:
		return "the proxy wants a sign-in: put it into HTTPS_PROXY as http://user:password@host:port"
	case notTLS:
		return e.Host + " does not speak TLS: check the address and HTTPS_PROXY"
	case cancelled:
		return ""
	default:
		return "check the network and HTTPS_PROXY, then run the same command again"
	}
}

// TooLarge is an answer over the limit. The request itself was done.
type TooLarge struct {
	Host  string
	Limit int64 // bytes
}

func (e *TooLarge) Error() string {
	return fmt.Sprintf("%s: the answer is larger than %d bytes", e.Host, e.Limit)
}

func times(n int) string {
	if n == 1 {
		return "1 try"
	}
	return fmt.Sprintf("%d tries", n)
}

type class int

const (
	passing class = iota // worth another try
	badCertificate
	badName
	badProxy
	notTLS
	cancelled
)

// classify tells faults that another try cannot mend from those it can.
func classify(err error) class {
	var (
		verify  *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		dns     *net.DNSError
	)
	switch {
	case errors.As(err, &verify), errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid):
		return badCertificate
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return notTLS
	case errors.As(err, &dns) && dns.IsNotFound:
		return badName
	case strings.Contains(err.Error(), "Proxy Authentication Required"):
		return badProxy
	case errors.Is(err, context.Canceled):
		return cancelled
	}
	return passing
}
