package main

import (
	"io"
	"os"
)

// terminal opens the terminal that the program runs on, whatever its streams
// are.
func terminal() (io.ReadWriteCloser, error) { return os.OpenFile("/dev/tty", os.O_RDWR, 0) }
