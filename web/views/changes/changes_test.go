package changes

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func pointerToStat(stat znode.Stat) *znode.Stat { return &stat }

func testCreate(t *testing.T) CreatePage {
	return CreatePage{
		Shell: viewtest.Shell(), Parent: viewtest.Path(t, "/services"), Name: "orders", Text: "\nfirst\n", MaxBytes: 1_000_000,
		ACL: []znode.ACL{{Scheme: "digest", ID: "ops:hash", Perms: znode.PermAll}},
	}
}

func testSet(t *testing.T) SetPage {
	return SetPage{
		Shell: viewtest.Shell(), Path: viewtest.Path(t, "/services/orders"), Form: Form{Version: 3, Text: "\n\tfirst\r\n\n"}, Stat: pointerToStat(viewtest.Stat()), MaxBytes: 1_000_000,
	}
}

func testReview(t *testing.T) ReviewPage {
	return ReviewPage{
		Shell: viewtest.Shell(), Path: viewtest.Path(t, "/services/orders"), Stat: pointerToStat(viewtest.Stat()),
		Form: Form{Version: 3, Mzxid: 7, Text: "{}\n", Encoding: "gbk", Base: "{", Based: true}, Before: 1, After: 3, AsRead: "gzip gbk?",
		Diff: []views.DiffLine{{Kind: views.DiffRemoved, Text: "{", Unended: true}, {Kind: views.DiffAdded, Text: "{}"}}, Syntax: "Valid JSON now.", CanFormat: true,
	}
}

func testMerge(t *testing.T) MergePage {
	return MergePage{
		Shell: viewtest.Shell(), Path: viewtest.Path(t, "/services/orders"), Stat: pointerToStat(viewtest.Stat()), Edited: 2, Conflicts: 1,
		Form: Form{Version: 3, Text: "yours\n", Base: "base\n", Based: true}, Problem: &views.Problem{Kind: znode.Conflict, Code: znode.CodeBadVersion},
		Parts: []MergePart{
			{Base: "same\n", Theirs: "same\n", Yours: "same\n", Same: true, Conflict: -1},
			{Base: "base\n", Theirs: "theirs\n", Yours: "yours\n", Conflict: 0},
			{Base: strings.Repeat("more\n", 20), Same: true, Conflict: -1},
			{Base: "old\n", Theirs: "", Yours: "old\n", Conflict: -1},
		},
	}
}

func testDelete(t *testing.T) DeletePage {
	stat := viewtest.Stat()
	stat.NumChildren = 0
	return DeletePage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/services/orders"), Version: 3, Stat: &stat, Text: "first\n<b>second</b>\n", More: true}
}

// fields returns what a form posts, by name, as its parser sees it.
func fields(form *html.Node) map[string]string {
	values := map[string]string{}
	for _, field := range viewtest.All(form, func(n *html.Node) bool { return viewtest.Attr(n, "name") != "" }) {
		value := viewtest.Attr(field, "value")
		if field.Data == "textarea" {
			value = ""
			if field.FirstChild != nil {
				value = field.FirstChild.Data
			}
		}
		values[viewtest.Attr(field, "name")] = value
	}
	return values
}

func TestCreateForm(t *testing.T) {
	main := viewtest.One(t, viewtest.Render(t, testCreate(t)), "the page", viewtest.IsTag("main"))
	form := viewtest.One(t, main, "the form", viewtest.IsTag("form"))
	if viewtest.Attr(form, "method") != "post" || viewtest.Attr(form, "action") != "/zk/c/main/create/services" || viewtest.Attr(form, "enctype") != "multipart/form-data" {
		t.Errorf("the form goes to %q by %q as %q", viewtest.Attr(form, "action"), viewtest.Attr(form, "method"), viewtest.Attr(form, "enctype"))
	}
	got := fields(form)
	if want := (map[string]string{"name": "orders", "data": "\nfirst\n", "upload": ""}); len(got) != 9 || got["name"] != want["name"] || got["data"] != want["data"] {
		t.Errorf("the fields are %q, want %q", got, want)
	}
	if said := viewtest.Text(main); !strings.Contains(said, "digest:ops:hash") || !strings.Contains(said, "Copied from the parent") {
		t.Errorf("the page says %q, want the ACL and where it comes from", said)
	}
	typed := testCreate(t)
	typed.ACLText = "world:anyone:ra"
	list := viewtest.One(t, viewtest.Render(t, typed), "the ACL", viewtest.HasAttr("class", "acl"))
	if said := viewtest.Text(list); !strings.Contains(said, "world:anyone") || strings.Contains(said, "digest:ops:hash") {
		t.Errorf("the ACL of the new znode is %q, want what is typed", said)
	}
	if got := buttonsOf(main); !slices.Equal(got, []string{"Create", "Add to transaction"}) {
		t.Errorf("the buttons are %q", got)
	}
}

func TestSetForm(t *testing.T) {
	conflict, binary, secret, revealed := testSet(t), testSet(t), testSet(t), testSet(t)
	conflict.Problem, conflict.Now = &views.Problem{Kind: znode.Conflict, Message: "It moved on."}, &DataNow{Diff: []views.DiffLine{{Kind: views.DiffRemoved, Text: "a\tb"}, {Kind: views.DiffGap, Text: ""}, {Kind: views.DiffAdded, Text: "<b>", Unended: true}}}
	binary.NoText, binary.Text = "It is not UTF-8.", ""
	secret.NoText, secret.Text, secret.Masked, secret.Reveal, secret.AskReason = "It holds a secret.", "", true, true, true
	revealed.Revealed, revealed.Reason = true, "to rotate it"
	typed := "\n\tfirst\n\n" // as HTML reads it
	for _, test := range []struct {
		name    string
		page    SetPage
		fields  []map[string]string // of each form
		buttons []string
		links   []string
		says    string
	}{
		{"plain", testSet(t), []map[string]string{{"version": "3", "data": typed, "review": "1"}, {"version": "3", "upload": "", "review": "1"}},
			[]string{"Review changes", "Review the file"}, []string{"Cancel", "Download the current data"}, "version 3"},
		{"conflict", conflict, []map[string]string{{"version": "3", "data": typed, "review": "1"}, {"version": "3", "upload": "", "review": "1"}},
			[]string{"Review changes", "Review the file"}, []string{"Discard mine", "Download the current data"}, "- a b ⋯ + <b>no line end"},
		{"binary", binary, []map[string]string{{"version": "3", "upload": "", "review": "1"}},
			[]string{"Review the file"}, []string{"Download the current data", "Cancel"}, "It is not UTF-8."},
		{"secret", secret, []map[string]string{{"version": "3", "reason": "", "reveal": "1"}, {"version": "3", "upload": "", "review": "1"}},
			[]string{"Reveal and edit", "Review the file"}, []string{"Cancel"}, "It holds a secret."},
		{"revealed", revealed, []map[string]string{{"version": "3", "revealed": "1", "reason": "to rotate it", "data": typed, "review": "1"}, {"version": "3", "upload": "", "review": "1"}},
			[]string{"Review changes", "Review the file"}, []string{"Cancel"}, "version 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			main := viewtest.One(t, viewtest.Render(t, test.page), "the page", viewtest.IsTag("main"))
			forms := viewtest.All(main, viewtest.IsTag("form"))
			if len(forms) != len(test.fields) {
				t.Fatalf("%d forms, want %d", len(forms), len(test.fields))
			}
			for i, form := range forms {
				if viewtest.Attr(form, "method") != "post" || viewtest.Attr(form, "action") != "/zk/c/main/set/services/orders" || viewtest.Attr(form, "autocomplete") != "off" {
					t.Errorf("form %d goes to %q by %q", i, viewtest.Attr(form, "action"), viewtest.Attr(form, "method"))
				}
				got := fields(form)
				for name, want := range test.fields[i] {
					if got[name] != want {
						t.Errorf("form %d: %s is %q, want %q", i, name, got[name], want)
					}
				}
				if len(got) != len(test.fields[i]) {
					t.Errorf("form %d has %q, want %q", i, got, test.fields[i])
				}
			}
			if got := buttonsOf(main); !slices.Equal(got, test.buttons) {
				t.Errorf("the buttons are %q, want %q", got, test.buttons)
			}
			if got := viewtest.Texts(viewtest.All(main, func(n *html.Node) bool { return n.Data == "a" && viewtest.HasClass("button")(n) })); !slices.Equal(got, test.links) {
				t.Errorf("the links are %q, want %q", got, test.links)
			}
			if got := viewtest.Text(main); !strings.Contains(got, test.says) {
				t.Errorf("the page says %q, want %q in it", got, test.says)
			}
		})
	}
}

func TestTypedTextStaysWhereItCannotBeSaved(t *testing.T) {
	page := testSet(t)
	page.NoText = "It is not UTF-8."
	box := viewtest.One(t, viewtest.Render(t, page), "the text box", viewtest.IsTag("textarea"))
	if _, readonly := viewtest.Attribute(box, "readonly"); !readonly || viewtest.Attr(box, "name") != "" || box.FirstChild.Data != "\n\tfirst\n\n" {
		t.Errorf("the text box named %q holds %q", viewtest.Attr(box, "name"), box.FirstChild.Data)
	}
}

func TestDeleteForm(t *testing.T) {
	parent := testDelete(t)
	parent.Stat = pointerToStat(viewtest.Stat())
	ephemeral := testDelete(t)
	ephemeral.Stat.EphemeralOwner = 5
	for _, test := range []struct {
		name   string
		page   DeletePage
		button string
		says   []string
	}{
		{"childless", testDelete(t), "Delete version 3,Add to transaction", []string{"orders", "version 3", "300 KiB", "no children", "first <b>second</b>", "The data goes on."}},
		{"with children", parent, "", []string{"orders", "Look at all that would be deleted"}},
		{"ephemeral", ephemeral, "Delete version 3,Add to transaction", []string{"Ephemeral", "may create it again"}},
	} {
		main := viewtest.One(t, viewtest.Render(t, test.page), "the page", viewtest.IsTag("main"))
		if got := strings.Join(buttonsOf(main), ","); got != test.button {
			t.Errorf("%s: the buttons are %q, want %q", test.name, got, test.button)
		}
		for _, says := range test.says {
			if !strings.Contains(viewtest.Text(main), says) {
				t.Errorf("%s: the page says %q, want %q in it", test.name, viewtest.Text(main), says)
			}
		}
		for _, form := range viewtest.All(main, viewtest.IsTag("form")) {
			if viewtest.Attr(form, "method") != "post" || viewtest.Attr(form, "action") != "/zk/c/main/delete/services/orders" || fields(form)["version"] != "3" {
				t.Errorf("%s: the form goes to %q by %q with %q", test.name, viewtest.Attr(form, "action"), viewtest.Attr(form, "method"), fields(form))
			}
		}
	}
}

func TestUnknownOutcomeLeadsToTheZnode(t *testing.T) {
	page := testSet(t)
	page.Problem = &views.Problem{Kind: znode.UnknownOutcome, Message: "No answer came."}
	link := viewtest.One(t, viewtest.One(t, viewtest.Render(t, page), "the problem", viewtest.HasClass("problem")), "the link", viewtest.IsTag("a"))
	if viewtest.Attr(link, "href") != "/zk/c/main/tree/services/orders" || viewtest.Text(link) != "Look at the znode" {
		t.Errorf("%q leads to %q", viewtest.Text(link), viewtest.Attr(link, "href"))
	}
}

// TestConflictAdvice: a change that somebody else's is in the way of says that
// nothing was done, and leads to what is there now.
func TestConflictAdvice(t *testing.T) {
	moved, gone := testSet(t), testSet(t)
	moved.Problem, moved.Edited, moved.Now = &views.Problem{Kind: znode.Conflict}, 2, &DataNow{Diff: []views.DiffLine{{Kind: views.DiffAdded, Text: "b"}}}
	gone.Problem, gone.Now = &views.Problem{Kind: znode.Conflict}, &DataNow{Note: "Choose it again."}
	deleted, parent := testDelete(t), testDelete(t)
	deleted.Problem = &views.Problem{Kind: znode.Conflict}
	parent.Problem, parent.Stat = &views.Problem{Kind: znode.Conflict}, &znode.Stat{NumChildren: 2}
	for _, test := range []struct {
		name   string
		page   viewtest.Page
		advice string
	}{
		{"text", moved, "You were editing version 2; version 3 is there now. Nothing was saved; your text is kept."},
		{"file", gone, "Nothing was saved. Look at the current data"},
		{"delete", deleted, "Nothing was deleted."},
		{"children", parent, ""},
	} {
		said := viewtest.Text(viewtest.One(t, viewtest.Render(t, test.page), test.name, viewtest.HasClass("problem")))
		if !strings.Contains(said, test.advice) || strings.Contains(said, "Look at the znode") != (test.advice != "") {
			t.Errorf("%s: it says %q, want %q in it", test.name, said, test.advice)
		}
	}
}

// buttonsOf returns the buttons of a page's forms.
func buttonsOf(main *html.Node) []string {
	var all []string
	for _, form := range viewtest.All(main, viewtest.IsTag("form")) {
		all = append(all, viewtest.Texts(viewtest.All(form, viewtest.IsTag("button")))...)
	}
	return all
}

// TestButtonsNameTheMarkedCluster that they change.
func TestButtonsNameTheMarkedCluster(t *testing.T) {
	create, review, remove := testCreate(t), testReview(t), testDelete(t)
	for _, page := range []struct {
		shell *views.Shell
		page  viewtest.Page
		want  []string
	}{
		{&create.Shell, &create, []string{"Create in PROD", "Add to transaction"}},
		{&review.Shell, &review, []string{"Save to PROD", "Add to transaction", "Edit again", "Indent the JSON and review again"}},
		{&remove.Shell, &remove, []string{"Delete version 3 in PROD", "Add to transaction"}},
	} {
		page.shell.Clusters[0].Mark = views.Mark{Label: "PROD", Color: "red"}
		main := viewtest.One(t, viewtest.Render(t, page.page), "the page", viewtest.IsTag("main"))
		if got := buttonsOf(main); !slices.Equal(got, page.want) {
			t.Errorf("the buttons are %q, want %q", got, page.want)
		}
	}
}
