package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// caFile is the name of the certificate beside the cloud file.
const caFile = "ca.pem"

// WriteCloudFile writes the file that leads a client here, and beside it
// ca.pem. Both appear by rename, the cloud file last and only once the server
// answers: whoever sees it may connect.
func (s *Server) WriteCloudFile(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.answers(ctx); err != nil {
		return err
	}
	if err := place(filepath.Join(filepath.Dir(path), caFile), s.ca); err != nil {
		return err
	}
	return place(path, fmt.Appendf(nil, `name: loopback
authority: %[1]s
graph: %[1]s
resource_manager: %[1]s
access: %[1]s
ca_file: %[2]s
instance_discovery: false
`, s.url, caFile))
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
