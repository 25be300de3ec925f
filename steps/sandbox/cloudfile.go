package sandbox

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"teamwright/steps/sandbox/place"
)

// caFile is the name of the certificate beside a cloud file: ca.pem, and with
// the cloud file's name in front where that is no cloud.yaml, so that two of them
// can lie in one folder.
func caFile(path string) string {
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if stem == "cloud" {
		return "ca.pem"
	}
	return stem + "-ca.pem"
}

// WriteCloudFile writes the file that leads a client here, and beside it the
// certificate that signed this server. Both appear by rename, the cloud file
// last and only once the server answers: whoever sees it may connect.
func (s *Server) WriteCloudFile(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.answers(ctx); err != nil {
		return err
	}
	ca := caFile(path)
	if err := place.Replace(filepath.Join(filepath.Dir(path), ca), s.ca); err != nil {
		return fmt.Errorf("cloud file: %w", err)
	}
	err := place.Replace(path, fmt.Appendf(nil, `name: loopback
authority: %[1]s
graph: %[1]s
resource_manager: %[1]s
access: %[1]s
ca_file: %[2]q
instance_discovery: false
`, s.url, ca))
	if err != nil {
		return fmt.Errorf("cloud file: %w", err)
	}
	return nil
}
