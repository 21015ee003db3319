package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zkweb/zkconn/doctor"
	"zkweb/zkconn/health"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// TestNoWordIsMissing checks that no language leaves a field empty.
func TestNoWordIsMissing(t *testing.T) {
	for _, w := range Languages {
		for _, field := range empty(reflect.ValueOf(*w), "") {
			t.Errorf("%s lacks %s", w.Lang, field)
		}
	}
}

// TestEveryWordIsSaid checks that every field is used by a page.
func TestEveryWordIsSaid(t *testing.T) {
	used := map[string]bool{}
	selected := regexp.MustCompile(`\.([A-Z]\w*)`)
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		name := filepath.Base(path)
		isLanguage := strings.HasPrefix(name, "english_") || strings.HasPrefix(name, "chinese_")
		if err != nil || isLanguage || strings.HasSuffix(name, "_test.go") || filepath.Ext(name) != ".go" && filepath.Ext(name) != ".templ" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range selected.FindAllSubmatch(text, -1) {
			used[string(match[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range fieldsOf(reflect.TypeFor[Words]()) {
		if !used[field] {
			t.Errorf("no page uses %s", field)
		}
	}
}

// fieldsOf returns the names of the fields of a struct, including those of nested structs.
func fieldsOf(of reflect.Type) []string {
	if of.Kind() != reflect.Struct {
		return nil
	}
	var all []string
	for field := range of.NumField() {
		all = append(append(all, of.Field(field).Name), fieldsOf(of.Field(field).Type)...)
	}
	return all
}

func TestAMissingWordIsFound(t *testing.T) {
	got := empty(reflect.ValueOf(struct {
		Said   string
		Silent string
		Page   struct{ Func func() string }
		Map    map[string]string
	}{Said: "a", Map: map[string]string{"k": ""}}), "")
	if want := []string{".Silent", ".Page.Func", ".Map[k]"}; !reflect.DeepEqual(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// empty returns the names of empty fields in value.
func empty(value reflect.Value, name string) []string {
	var found []string
	switch value.Kind() {
	case reflect.Struct:
		for i := range value.NumField() {
			found = append(found, empty(value.Field(i), name+"."+value.Type().Field(i).Name)...)
		}
		return found
	case reflect.Map:
		for _, key := range value.MapKeys() {
			found = append(found, empty(value.MapIndex(key), name+"["+key.String()+"]")...)
		}
	}
	if value.IsZero() {
		found = append(found, name)
	}
	return found
}

// TestEveryKindHasItsWords checks the keys of maps, which the compiler cannot do.
func TestEveryKindHasItsWords(t *testing.T) {
	for _, w := range Languages {
		for _, kind := range constants[znode.Kind](t, "../../zkconn/znode", "Kind") {
			if w.Problem.Titles[kind] == "" {
				t.Errorf("%s has no title for %q", w.Lang, kind)
			}
		}
		for _, state := range constants[znode.State](t, "../../zkconn/znode", "State") {
			if w.Shell.States[state] == "" {
				t.Errorf("%s has no word for %q", w.Lang, state)
			}
		}
		for _, kind := range []string{znode.Persistent, znode.Ephemeral, znode.Container} {
			if w.Node.Kinds[kind] == "" || w.Children.Kinds[kind] == "" || w.Stat.Kinds[kind] == "" {
				t.Errorf("%s has no word for a znode that is %s", w.Lang, kind)
			}
		}
	}
}

// TestEveryCodeHasItsSentence checks that every code has a sentence, and every sentence a code.
func TestEveryCodeHasItsSentence(t *testing.T) {
	known := map[znode.Code]bool{"": true}
	for _, code := range constants[znode.Code](t, "../../zkconn/znode", "Code") {
		known[code] = true
	}
	for _, w := range Languages {
		for code := range known {
			if w.Errors[code] == nil {
				t.Errorf("%s has no sentence for the code %q", w.Lang, code)
			}
		}
		for code, sentence := range w.Errors {
			if !known[code] {
				t.Errorf("%s has a sentence for %q, which is no code", w.Lang, code)
			}
			if sentence(znode.Args{}) == "" {
				t.Errorf("%s says nothing for %q", w.Lang, code)
			}
		}
	}
}

// TestEveryFindingHasItsSentence checks that every finding has its words, and all words belong to a
// finding.
func TestEveryFindingHasItsSentence(t *testing.T) {
	var codes, severities []string
	for _, code := range health.Codes() {
		codes = append(codes, string(code))
	}
	for _, severity := range health.Severities() {
		severities = append(severities, string(severity))
	}
	slices.Sort(codes)
	slices.Sort(severities)
	for _, w := range Languages {
		for name, got := range map[string][]string{
			"sentences": slices.Sorted(maps.Keys(w.Findings.What)), "next steps": slices.Sorted(maps.Keys(w.Findings.Next)),
		} {
			if !slices.Equal(got, codes) {
				t.Errorf("%s has the %s of %q, want those of %q", w.Lang, name, got, codes)
			}
		}
		if got := slices.Sorted(maps.Keys(w.Findings.Severity)); !slices.Equal(got, severities) {
			t.Errorf("%s has the severities %q, want %q", w.Lang, got, severities)
		}
		if got := slices.Sorted(maps.Keys(w.Findings.Holes)); !slices.Equal(got, health.HoleIDs()) {
			t.Errorf("%s says what %q are, want %q", w.Lang, got, health.HoleIDs())
		}
	}
}

// TestAReadOnlyServerIsNotSaidToBeAway checks the sentences about a server that serves only reads,
// and about one without a leader, which its peers may not reach.
func TestAReadOnlyServerIsNotSaidToBeAway(t *testing.T) {
	for _, w := range Languages {
		says := w.Findings.What[string(health.ServerAway)]
		away, reads := says(znode.Args{"server": "zk1:2181", "why": "server_silent"}), says(znode.Args{"server": "zk1:2181", "why": ""})
		if strings.Contains(away, "readonlymode") || !strings.Contains(reads, "readonlymode.enabled") {
			t.Errorf("%s says %q, and of one that is read-only %q", w.Lang, away, reads)
		}
		if cut := says(znode.Args{"server": "zk1:2181", "why": "server_no_quorum"}); !strings.Contains(cut, "leader") || !strings.Contains(cut, "server.N") {
			t.Errorf("%s says %q of one that is cut off", w.Lang, cut)
		}
	}
}

// TestEveryStepHasItsWords checks that every step of the doctor has its words, and all words belong
// to a step.
func TestEveryStepHasItsWords(t *testing.T) {
	for _, w := range Languages {
		for _, name := range constants[doctor.Name](t, "../../zkconn/doctor", "Name") {
			if w.Doctor.Steps[string(name)] == "" || w.Doctor.Finds[string(name)] == nil {
				t.Errorf("%s lacks words for the step %q", w.Lang, name)
			}
		}
	}
}

// TestEveryRecipeHasItsSentence checks that every recipe has its words, and all words belong to a
// recipe.
func TestEveryRecipeHasItsSentence(t *testing.T) {
	for _, w := range Languages {
		if got := slices.Sorted(maps.Keys(w.Recipe.What)); !slices.Equal(got, recipes.Codes()) {
			t.Errorf("%s has the sentences %q, want those of %q", w.Lang, got, recipes.Codes())
		}
		if got, want := slices.Sorted(maps.Keys(w.Recipe.Links)), slices.Sorted(slices.Values(constants[string](t, "../../zkconn/recipes", "Rel"))); !slices.Equal(got, want) {
			t.Errorf("%s has words for links to %q, want %q", w.Lang, got, want)
		}
		for _, kind := range []recipes.LineKind{recipes.LineLock, recipes.LineRWLock, recipes.LineElection, recipes.LineLeases} {
			if w.Recipe.Holds[string(kind)] == nil {
				t.Errorf("%s does not say who holds a line of %q", w.Lang, kind)
			}
		}
		for code, sentence := range w.Recipe.What {
			if said := sentence(znode.Args{}); said == "" || strings.ContainsAny(said, "{}") {
				t.Errorf("%s says of %s without its values %q", w.Lang, code, said)
			}
		}
	}
}

// TestASentenceIsAsLongAsItsValuesReach checks that filled takes the first sentence whose values
// are all known, and ignores what looks like a placeholder in a value.
func TestASentenceIsAsLongAsItsValuesReach(t *testing.T) {
	sentence := filled("{a} and {b}.", "Only {b}.", "Nothing.")
	for _, test := range []struct {
		args znode.Args
		want string
	}{
		{znode.Args{"a": "{b}", "b": "2"}, "{b} and 2."},
		{znode.Args{"b": "2"}, "Only 2."},
		{znode.Args{"a": "1"}, "Nothing."},
		{nil, "Nothing."},
	} {
		if got := sentence(test.args); got != test.want {
			t.Errorf("of %v it says %q, want %q", test.args, got, test.want)
		}
	}
}

// TestTheTrailSpeaksOfOthers checks that the trail does not repeat sentences that address the
// person.
func TestTheTrailSpeaksOfOthers(t *testing.T) {
	you := regexp.MustCompile(`(?i)\byour?s?\b`)
	for code := range English.Errors {
		if said := English.Record(code, nil); you.MatchString(said) {
			t.Errorf("of %s the trail says %q", code, said)
		}
	}
	for code := range English.Recorded {
		if Chinese.Recorded[code] == nil {
			t.Errorf("%s does not speak in the trail of %q, as %s does", Chinese.Lang, code, English.Lang)
		}
	}
	for _, w := range Languages {
		for code := range w.Recorded {
			if w.Errors[code] == nil {
				t.Errorf("%s speaks in the trail of %q, which is no code", w.Lang, code)
			}
		}
	}
}

func TestACodeOfAnotherVersionIsAFault(t *testing.T) {
	for _, w := range Languages {
		if got, want := w.Of("nothing we know", nil), w.Of("", nil); got != want {
			t.Errorf("%s says %q, want %q", w.Lang, got, want)
		}
	}
}

// constants returns the constants of the type in a package's folder, with a text for the value of
// each.
func constants[T ~string](t *testing.T, dir, typeName string) []T {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var found []T
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.CONST {
				continue
			}
			for _, spec := range general.Specs {
				constant := spec.(*ast.ValueSpec)
				if name, ok := constant.Type.(*ast.Ident); !ok || name.Name != typeName {
					continue
				}
				text, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, T(text))
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s has no constants of type %s", dir, typeName)
	}
	return found
}
