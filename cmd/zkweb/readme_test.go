package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/health"
)

// TestDocumentsListTheFlags holds the tables of README and of the recorder's document to
// what --help of the commands says.
func TestDocumentsListTheFlags(t *testing.T) {
	for document, command := range map[string]settings.Command{
		"README.md": serveCommand().Command, "docs/recorder.md": recorderCommands()[0].Command,
	} {
		plain := strings.NewReplacer("`", "", `\|`, "|").Replace(readDocument(t, document))
		for _, setting := range command.Settings {
			preset := setting.Default
			if preset != "" {
				preset += " "
			}
			row := "| " + setting.Usage() + " | " + preset + "| " + setting.Does + " |\n"
			if !strings.Contains(plain, row) {
				t.Errorf("%s does not have the row %s", document, row)
			}
		}
	}
}

// TestDocumentsShowAFileThatWorks starts a console with the file that operations.md shows.
func TestDocumentsShowAFileThatWorks(t *testing.T) {
	_, text, _ := strings.Cut(readDocument(t, "docs/operations.md"), "```yaml\n")
	text, _, found := strings.Cut(text, "```")
	if !found {
		t.Fatal("docs/operations.md shows no file")
	}
	authorities, _ := writeCertificate(t, t.TempDir(), "ca", time.Now())
	for shown, own := range map[string]string{
		"/var/lib/zkweb": t.TempDir(), "/etc/zkweb/data.key": writeKey(t, 0o600), "/etc/zkweb/prod-ca.pem": authorities,
	} {
		text = strings.ReplaceAll(text, shown, own)
	}
	settings, err := readSettings([]string{"--config", settingsFile(t, text)})
	must(t, err)
	console, err := newConsole(t.Context(), settings, slog.New(slog.DiscardHandler))
	must(t, err)
	console.close()
}

// TestOperationsNamesSectionKeys: what a cluster's section of the file may have.
func TestOperationsNamesSectionKeys(t *testing.T) {
	document := readDocument(t, "docs/operations.md")
	for _, setting := range serveCommand().Settings {
		if key := setting.InSection; key != "" && !strings.Contains(document, "`"+key+"`") {
			t.Errorf("docs/operations.md does not name the key %s", key)
		}
	}
}

// TestDocumentsNameAll holds documents to the names that other programs will meet: the
// metrics, the events of the trail.
func TestDocumentsNameAll(t *testing.T) {
	for document, is := range map[string]struct {
		sources string // a pattern of files
		name    *regexp.Regexp
	}{
		"docs/operations.md": {"web/handlers/*.go", regexp.MustCompile(`"(zkweb_[a-z_]+)"`)},
		"docs/record.md":     {"auth/audit/entry.go", regexp.MustCompile(` Event = "([a-z_.]+)"`)},
	} {
		text, found := readDocument(t, document), 0
		files, err := filepath.Glob(filepath.Join(root, is.sources))
		must(t, err)
		for _, file := range files {
			source, err := os.ReadFile(file)
			must(t, err)
			for _, name := range is.name.FindAllStringSubmatch(string(source), -1) {
				if found++; !strings.Contains(text, "`"+name[1]+"`") {
					t.Errorf("%s does not name %s", document, name[1])
				}
			}
		}
		if found < 9 {
			t.Errorf("%s is held to %d names only", document, found)
		}
	}
}

// TestDocumentsNameFindings holds documents to the codes of findings and to their thresholds.
func TestDocumentsNameFindings(t *testing.T) {
	contract, operations := readDocument(t, "docs/contract.md"), readDocument(t, "docs/operations.md")
	for _, code := range health.Codes() {
		if !strings.Contains(contract, "`"+string(code)+"`") {
			t.Errorf("docs/contract.md does not name %s", code)
		}
	}
	for _, name := range health.ThresholdNames() {
		if !strings.Contains(operations, "`"+name+"`") {
			t.Errorf("docs/operations.md does not name %s", name)
		}
	}
}

// TestDocumentsNameDependencies holds docs/dependencies.md to the direct requirements of
// go.mod, with their versions.
func TestDocumentsNameDependencies(t *testing.T) {
	document := readDocument(t, "docs/dependencies.md")
	required := regexp.MustCompile(`(?m)^\t(\S+) (v\S+)$`).FindAllStringSubmatch(readDocument(t, "go.mod"), -1)
	if len(required) < 20 {
		t.Errorf("only %d requirements were found", len(required))
	}
	for _, r := range required {
		if row := "| `" + r[1] + "` | " + r[2] + ","; !strings.Contains(document, row) {
			t.Errorf("docs/dependencies.md does not have the row %s", row)
		}
	}
}

func readDocument(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	must(t, err)
	return string(text)
}
