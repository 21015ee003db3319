package main

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeListsTheFlags holds README's table to what "zkweb serve --help"
// says.
func TestReadmeListsTheFlags(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	must(t, err)
	plain := strings.NewReplacer("`", "", `\|`, "|").Replace(string(readme))
	for _, setting := range serveCommand().Settings {
		preset := setting.Default
		if preset != "" {
			preset += " "
		}
		row := "| " + setting.Usage() + " | " + preset + "| " + setting.Does + " |\n"
		if !strings.Contains(plain, row) {
			t.Errorf("README does not have the row %s", row)
		}
	}
}
