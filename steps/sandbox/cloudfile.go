package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
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
// certificate that signed this server. Both appear by rename, the cloud file last and only once the server
// answers: whoever sees it may connect.
func (s *Server) WriteCloudFile(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.answers(ctx); err != nil {
		return err
	}
	ca := caFile(path)
	if err := place(filepath.Join(filepath.Dir(path), ca), s.ca); err != nil {
		return err
	}
	return place(path, fmt.Appendf(nil, `name: loopback
authority: %[1]s
graph: %[1]s
resource_manager: %[1]s
access: %[1]s
ca_file: %[2]q
instance_discovery: false
`, s.url, ca))
}

// place writes a file beside its place and renames it there.
func place(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("cloud file: %w", err)
	}
	_, err = file.Write(data)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("cloud file: %w", err), os.Remove(file.Name()))
	}
	return nil
}
