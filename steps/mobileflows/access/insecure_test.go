package access_test

import "crypto/tls"

// insecure lets a test's own device talk to the test's own server.
func insecure() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }
