package handlers

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ban forbids the packages at and below from to import the packages at and below of. A path that
// ends in /… means only the packages below it.
type ban struct {
	from, of string
	but      []string // packages, on either side, to which the ban does not apply; a path is one package, or with /… those below it
	reason   string
}

var bans = []ban{
	{"zkweb", "github.com/go-zookeeper", []string{"zkweb/zkconn/session", "zkweb/zkconn/wire", "zkweb/zkconn/zkbench", "zkweb/zkconn/zktest"},
		"its calls have no deadline and its events get lost: session and wire are where that is dealt with, zkbench measures against them, and their tests' servers are emptied without them"},
	{"zkweb", "github.com/labstack", []string{"zkweb/web/handlers", "zkweb/web/handlers/…", "zkweb/cmd/zkweb"},
		"a web framework stays where HTTP comes in"},
	{"zkweb", "github.com/gorilla", []string{"zkweb/auth", "zkweb/cmd/zkweb"},
		"who is signed in is found out in one place"},
	{"zkweb", "github.com/a-h/templ", []string{"zkweb/web/views", "zkweb/web/views/…"},
		"HTML is made in one place; the others fill a view model"},
	{"zkweb/web/views", "zkweb/auth", nil,
		"a view decides nothing, least of all who may see what"},
	{"zkweb/web/views", "zkweb/zkconn", []string{"zkweb/zkconn/znode", "zkweb/zkconn/payload/format", "zkweb/zkconn/payload/show"},
		"a view shows what was read and does not read"},
	{"zkweb/web/views", "zkweb/web/handlers", nil, "imports run downward"},
	{"zkweb/web/views/…", "zkweb/web/views/…", nil, "a family of pages leans on no other"},
	{"zkweb/web/notify", "zkweb/web", []string{"zkweb/web/words"}, "what is told elsewhere needs no pages"},
	{"zkweb/web/silence", "zkweb", nil, "what is silenced is kept without knowing what it is"},
	{"zkweb/web/jobs", "zkweb/web", nil, "work in the background knows no pages, and says what happened by codes"},
	{"zkweb/web/views", "zkweb/web/jobs", nil, "a view shows what was read and does not read"},
	{"zkweb", "zkweb/web/views/viewtest", nil, "what only tests need stays out of the product"},
	{"zkweb/web/words", "zkweb", []string{"zkweb/zkconn/znode"}, "sentences are made of codes and arguments alone"},
	{"zkweb/web/handlers/site", "zkweb/web/handlers", nil, "imports run downward: families lean on what they share, not it on them"},
	{"zkweb/web/handlers/…", "zkweb/web/handlers", []string{"zkweb/web/handlers/site"}, "a family of handlers leans on no other"},
	{"zkweb/web/static", "zkweb", nil, "imports run downward: files lean on nothing"},
	{"zkweb/auth", "zkweb/web", nil, "imports run downward: handlers use auth"},
	{"zkweb/auth/people", "zkweb/auth", nil, "who may do what is decided without sign-ins, cookies or records"},
	{"zkweb/auth/guard", "zkweb/auth", []string{"zkweb/auth/people", "zkweb/auth/audit", "zkweb/auth/proposals"}, "a guard knows a person, not how they signed in"},
	{"zkweb", "modernc.org/sqlite", []string{"zkweb/auth/audit/sqlite", "zkweb/auth/vault", "zkweb/zkconn/history"}, "the trail's rules hold whatever stores it"},
	{"zkweb/auth/proposals", "zkweb/auth", nil, "what is proposed is kept without knowing who may propose or approve"},
	{"zkweb/auth/vault", "zkweb/auth", nil, "what is sealed is kept without knowing what it is"},
	{"zkweb", "zkweb/auth/vault", []string{"zkweb/cmd/zkweb"}, "where what changes replace is kept is decided at start"},
	{"zkweb/auth/audit", "zkweb/auth", []string{"zkweb/auth/audit", "zkweb/auth/audit/sqlite"}, "a record knows no sign-ins and asks no policy"},
	{"zkweb", "zkweb/auth/audit/sqlite", []string{"zkweb/cmd/zkweb", "zkweb/zkconn/zkbench"}, "where the trail is stored is decided at start"},
	{"zkweb/zkconn", "zkweb/web", nil, "imports run downward: zkconn can be taken out and used on its own"},
	{"zkweb/zkconn", "zkweb/auth", []string{"zkweb/zkconn/zkbench"}, "imports run downward: zkconn can be taken out and used on its own"},
	{"zkweb/zkconn/jute", "zkweb/zkconn", []string{"zkweb/zkconn/znode"}, "an encoding knows no connection: transaction logs have it too"},
	{"zkweb/zkconn/txnlog", "zkweb", []string{"zkweb/zkconn/jute", "zkweb/zkconn/znode", "zkweb/zkconn/txnlog/txnlogtest"}, "files are read without a server"},
	{"zkweb/zkconn/history", "zkweb", []string{"zkweb/zkconn/dirlock", "zkweb/zkconn/secretfile", "zkweb/zkconn/txnlog", "zkweb/zkconn/jute", "zkweb/zkconn/recipes", "zkweb/zkconn/znode", "zkweb/zkconn/history/remote"}, "a store knows nobody: whose right it is to see something of it, the guard says"},
	{"zkweb/zkconn/history/remote", "zkweb", []string{"zkweb/zkconn/history", "zkweb/zkconn/txnlog"}, "a history is handed over as it was written, whoever may have it"},
	{"zkweb", "zkweb/zkconn/txnlog/txnlogtest", []string{"zkweb/zkconn/zkbench"}, "what only tests need stays out of the product"},
	{"zkweb/zkconn/recorder", "zkweb", []string{"zkweb/zkconn/txnlog", "zkweb/zkconn/cluster", "zkweb/zkconn/recorder/watch"}, "it hands on what was committed, whoever stores it"},
	{"zkweb/zkconn/recorder/watch", "zkweb", []string{"zkweb/zkconn/history", "zkweb/zkconn/session", "zkweb/zkconn/txnlog", "zkweb/zkconn/walk", "zkweb/zkconn/wire", "zkweb/zkconn/znode"}, "it sees what a client sees, and knows no files"},
	{"zkweb/zkconn/wire", "zkweb/zkconn", []string{"zkweb/zkconn/jute", "zkweb/zkconn/znode"}, "a link knows its session by an interface only"},
	{"zkweb/zkconn/cluster", "zkweb/zkconn", []string{"zkweb/zkconn/znode"}, "what is known of a cluster needs no session"},
	{"zkweb/zkconn/health", "zkweb/zkconn", []string{"zkweb/zkconn/cluster", "zkweb/zkconn/znode"}, "how servers are is found out apart from anybody's session"},
	{"zkweb/zkconn/survey", "zkweb", []string{"zkweb/zkconn/cluster", "zkweb/zkconn/health", "zkweb/zkconn/pool", "zkweb/zkconn/quota", "zkweb/zkconn/session", "zkweb/zkconn/znode"}, "what anybody may see is looked at with nobody's rights"},
	{"zkweb/zkconn/doctor", "zkweb/zkconn", []string{"zkweb/zkconn/cluster", "zkweb/zkconn/wire", "zkweb/zkconn/jute", "zkweb/zkconn/znode"}, "the way to a server is looked at without what makes it smooth"},
	{"zkweb/zkconn/live", "zkweb/zkconn", []string{"zkweb/zkconn/session", "zkweb/zkconn/znode"}, "what happens to a znode is seen over one session, whoever looks"},
	{"zkweb/zkconn/session", "zkweb/zkconn/pool", nil, "a session does not know who shares it"},
	{"zkweb/zkconn/payload", "zkweb/zkconn", []string{"zkweb/zkconn/znode", "zkweb/zkconn/payload/format"},
		"bytes are made readable without a connection; showing and masking share nothing but the formats"},
	{"zkweb/zkconn/walk", "zkweb/zkconn", []string{"zkweb/zkconn/znode"}, "what walks a tree may be handed a guard: it reads by no other way"},
	{"zkweb/zkconn/tree", "zkweb/zkconn", []string{"zkweb/zkconn/znode", "zkweb/zkconn/walk"}, "what is done to subtrees is done by whoever may: it is handed the way to them"},
	{"zkweb/zkconn/payload/format", "zkweb/zkconn/payload", nil, "a format knows neither masks nor pages"},
	{"zkweb/zkconn/recipes", "zkweb", []string{"zkweb/zkconn/znode"}, "what writes a znode is told by what a page has read, and by nothing else"},
	{"zkweb/zkconn/dirlock", "zkweb", nil, "a lock of a folder leans on nothing"},
	{"zkweb/zkconn/secretfile", "zkweb", nil, "a file is read without knowing what it is for"},
	{"zkweb/zkconn/znode", "zkweb", nil, "the words of the house lean on nothing"},
	{"zkweb", "zkweb/zkconn/zktest", []string{"zkweb/zkconn/zktest"}, "what only tests need stays out of the product"},
	{"zkweb", "zkweb/cmd", nil, "a program is no library"},
}

func (b ban) forbids(importer, imported string) bool {
	return within(importer, b.from) && within(imported, b.of) &&
		!b.excepts(importer) && !b.excepts(imported) &&
		!within(imported, importer) // a package may import those below it
}

func (b ban) excepts(pkg string) bool {
	return slices.ContainsFunc(b.but, func(room string) bool { return pkg == room || strings.HasSuffix(room, "/…") && within(pkg, room) })
}

func within(pkg, root string) bool {
	root, below := strings.CutSuffix(root, "/…")
	return !below && pkg == root || strings.HasPrefix(pkg, root+"/")
}

// TestWhatABanForbids checks that bans on families also apply to future families.
func TestWhatABanForbids(t *testing.T) {
	for _, test := range []struct {
		importer, imported string
		forbidden          bool
	}{
		{"zkweb/web/handlers/new", "zkweb/web/handlers/nodes", true},
		{"zkweb/web/handlers/new", "zkweb/web/handlers/site", false},
		{"zkweb/web/handlers", "zkweb/web/handlers/new", false},
		{"zkweb/web/handlers/new", "zkweb/web/handlers", true},
		{"zkweb/web/handlers/new", "github.com/labstack/echo/v4", false},
		{"zkweb/web/new", "github.com/labstack/echo/v4", true},
		{"zkweb/web/views/new", "zkweb/web/views/nodes", true},
		{"zkweb/web/views/new", "zkweb/web/views", false},
		{"zkweb/web/views/new", "zkweb/auth/people", true},
		{"zkweb/web/views/new", "github.com/a-h/templ", false},
		{"zkweb/auth/new", "github.com/a-h/templ", true},
		{"zkweb/zkconn/new", "zkweb/auth/people", true},
		{"zkweb/zkconn/new", "github.com/go-zookeeper/zk", true},
		{"zkweb/zkconn/session", "github.com/go-zookeeper/zk", false},
	} {
		forbidden := slices.ContainsFunc(bans, func(b ban) bool { return b.forbids(test.importer, test.imported) })
		if forbidden != test.forbidden {
			t.Errorf("%s imports %s: forbidden is %t", test.importer, test.imported, forbidden)
		}
	}
}

func TestImportsRunDownward(t *testing.T) {
	imports := projectImports(t)
	for _, b := range bans {
		for _, room := range append([]string{b.from, b.of}, b.but...) {
			if within(room, "zkweb") && !slices.ContainsFunc(slices.Collect(maps.Keys(imports)), func(pkg string) bool { return within(pkg, room) }) {
				t.Errorf("there is no %s: %s", room, b.reason)
			}
		}
		for importer, importeds := range imports {
			for _, imported := range importeds {
				if b.forbids(importer, imported) {
					t.Errorf("%s imports %s: %s", importer, imported, b.reason)
				}
			}
		}
	}
	for _, room := range []string{"zkweb/auth", "zkweb/auth/people", "zkweb/auth/guard", "zkweb/web/handlers", "zkweb/web/views", "zkweb/zkconn/session", "zkweb/zkconn/znode"} {
		if len(imports[room]) == 0 {
			t.Errorf("no import of %s was seen: the test looks in the wrong place", room)
		}
	}
}

func TestZnodeImportsTheStandardLibraryOnly(t *testing.T) {
	for _, imported := range projectImports(t)["zkweb/zkconn/znode"] {
		if strings.Contains(imported, ".") {
			t.Errorf("zkweb/zkconn/znode imports %s", imported)
		}
	}
}

// projectImports returns the imports of each package, except those of its tests, which may import
// anything.
func projectImports(t *testing.T) map[string][]string {
	t.Helper()
	const root = "../.."
	imports := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && file != root && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Join("zkweb", filepath.ToSlash(folder))
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[pkg] = append(imports[pkg], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}
