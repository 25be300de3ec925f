package sandbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Server shows a Cloud or a Replay on one loopback address over TLS.
type Server struct {
	url    string
	ca     []byte
	server *http.Server
	stop   context.CancelFunc
	done   chan error
}

// Start serves the cloud on addr ("127.0.0.1:0" lets the system choose a
// port) until Close. Any address that is not loopback is refused: there is
// nothing behind this door that the network should see.
func (c *Cloud) Start(addr string) (*Server, error) {
	return serveTLS(addr, func(closed context.Context) http.Handler { return &gate{cloud: c, closed: closed} })
}

// serveTLS serves a handler on loopback; its context ends with the server.
func serveTLS(addr string, handler func(closed context.Context) http.Handler) (*Server, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("address of the rehearsal cloud: %w; give host and port, for example 127.0.0.1:8443", err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("address of the rehearsal cloud: %q is not loopback; use 127.0.0.1, [::1] or localhost", host)
	}
	certificate, ca, err := authority()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("address of the rehearsal cloud: %w", err)
	}
	closed, stop := context.WithCancel(context.Background())
	s := &Server{
		url:  "https://" + listener.Addr().String(),
		ca:   ca,
		stop: stop,
		done: make(chan error, 1),
		server: &http.Server{
			Handler:           handler(closed),
			ReadHeaderTimeout: 10 * time.Second,
			MaxHeaderBytes:    64 << 10,
			ErrorLog:          log.New(io.Discard, "", 0),
			// HTTP/1.1 alone: a connection that breaks then takes exactly one
			// request with it.
			TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		},
	}
	secure := tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	go func() { s.done <- s.server.Serve(secure) }()
	return s, nil
}

// URL is where the cloud answers: sign-in host, Microsoft Graph, Azure Resource
// Manager and Workspace ONE Access alike. It has no trailing slash.
func (s *Server) URL() string { return s.url }

// CAPEM is the certificate, in PEM, of the authority that vouches for URL.
func (s *Server) CAPEM() []byte { return append([]byte(nil), s.ca...) }

// Close lets go of held requests, breaks the connections and stops serving.
// The cloud and its state stay.
func (s *Server) Close() error {
	s.stop()
	err := s.server.Close()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	s.done <- http.ErrServerClosed // a second Close finds the same
	return err
}

// answers waits until the server completes a handshake.
func (s *Server) answers(ctx context.Context) error {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.ca)
	dialer := &tls.Dialer{Config: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(ctx, "tcp", s.url[len("https://"):])
	if err != nil {
		return fmt.Errorf("rehearsal cloud at %s: %w", s.url, err)
	}
	return conn.Close()
}
