package handlers

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/site"
	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "create")
	upload := func(content []byte) *file { return &file{"f.bin", content} }
	created := []string{"node.create intent", "node.create ok"}

	type row struct {
		name, data string
		upload     *file
		status     int
		kind       string
		stored     []byte
		recorded   []string
		says       string
	}
	rows := []row{
		{"text", "\na\n\tb\n", nil, 303, "", []byte("\na\n\tb\n"), created, ""},
		{"empty", "", nil, 303, "", []byte{}, created, ""},
		{"file", "", upload(allBytes()), 303, "", allBytes(), created, ""},
		{"taken", "mine", nil, 409, "conflict", []byte("theirs"), []string{"node.create intent", "node.create conflict"}, sentence(znode.CodeNodeExists)},
		{"both", "text", upload([]byte("file")), 400, "invalid", nil, []string{"node.create failed"}, sentence(znode.CodeTextAndFile)},
		{"large", "", upload(make([]byte, session.MaxData+1)), 413, "too_large", nil, []string{"node.create failed"}, sentence(znode.CodeDataTooLong, "bytes", "1000000")},
		{"", "text", nil, 400, "invalid", nil, nil, sentence(znode.CodeNameMissing)},
		{".", "text", nil, 400, "invalid", nil, nil, "“.”"},
		{"..", "text", nil, 400, "invalid", nil, nil, "“..”"},
		{"a/b", "text", nil, 400, "invalid", nil, nil, sentence(znode.CodePathNameSlash)},
		{"😀", "text", nil, 400, "invalid", nil, nil, sentence(znode.CodePathCharacter, "character", "U+1F600")},
		{"a\x01", "text", nil, 400, "invalid", nil, nil, "U+0001"},
		{"a\xff", "text", nil, 400, "invalid", nil, nil, sentence(znode.CodePathNotUTF8)},
		{strings.Repeat("x", 4090), "text", nil, 400, "invalid", nil, nil, "4,096"},
	}
	for _, name := range hostileNames {
		rows = append(rows, row{name, "data of " + name, nil, 303, "", []byte("data of " + name), created, ""})
	}
	for _, form := range []string{"page", "JSON"} {
		parent := p.create("/"+form, nil, open)
		p.create("/"+form+"/taken", []byte("theirs"), open)
		for _, test := range rows {
			headers := []string(nil)
			if form == "JSON" {
				headers = []string{"Accept", "application/json"}
			}
			got := v.postForm(t, link("create", parent), map[string]string{"name": test.name, "data": test.data}, test.upload, headers...)
			path, invalid := mustPath(t, parent).Child(test.name)
			var stat znode.Stat
			if invalid == nil {
				data, found, there := p.get(path.String())
				if stat = found; there != (test.stored != nil) || !bytes.Equal(data, test.stored) || stat.Version != 0 {
					t.Errorf("%s of %.40q: stored %.60q in version %d (%v), want %.60q", form, test.name, data, stat.Version, there, test.stored)
				}
				if got := changesOf(t, trail, path.String()); !slices.Equal(got, test.recorded) {
					t.Errorf("%s of %.40q: recorded %q, want %q", form, test.name, got, test.recorded)
				}
			}
			if form == "JSON" {
				checkChange(t, got, test.status, http.StatusCreated, test.kind, changes.JSON{Path: path.String(), Stat: pointer(site.StatJSON(stat))})
				continue
			}
			checkChangePage(t, got, test.status, link("tree", path.String()), test.says)
			if again := formFields(t, got.body, "Create"); test.status != 303 && (again["data"] != test.data || test.name != "a\xff" && again["name"] != test.name) {
				t.Errorf("%.40q: the form holds %.60q again", test.name, again)
			}
		}
	}
}

func TestCreateBelowWhatCannotHaveChildren(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "childless")
	ephemeral := p.create("/ephemeral", nil, open, znode.ModeEphemeral)
	for _, test := range []struct {
		parent string
		status int
		kind   string
		says   string
	}{
		{ephemeral, 409, "conflict", "cannot have children"},
		{p.root + "/absent", 404, "not_found", ""},
	} {
		if got := v.get(t, link("create", test.parent)); got.status != test.status || !strings.Contains(pageText(t, got.body), test.says) {
			t.Errorf("%s: GET %d %.300q", test.parent, got.status, pageText(t, got.body))
		}
		fields := map[string]string{"name": "child", "data": "typed"}
		if got := v.postForm(t, link("create", test.parent), fields, nil); got.status != test.status || formFields(t, got.body, "Create")["data"] != "typed" {
			t.Errorf("%s: POST %d %.300q", test.parent, got.status, pageText(t, got.body))
		}
		got := v.postForm(t, link("create", test.parent), fields, nil, "Accept", "application/json")
		checkChange(t, got, test.status, http.StatusCreated, test.kind, changes.JSON{})
	}
	if got := v.get(t, link("tree", ephemeral)); strings.Contains(got.body, "Create child") {
		t.Error("the page of an ephemeral znode offers to create a child")
	}
}

func TestCreateAtTheRoot(t *testing.T) {
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "at-the-root")
	if got := v.get(t, "/c/main/create/"); got.status != 200 || formFields(t, got.body, "Create") == nil {
		t.Errorf("GET %d", got.status)
	}
	got := v.post(t, "/c/main/create/", url.Values{"name": {"at-the-root-too"}, "data": {"a\r\nb"}})
	data, _, _ := p.get("/at-the-root-too")
	p.remove("/at-the-root-too")
	if got.status != 303 || got.header.Get("Location") != "/c/main/tree/at-the-root-too" || string(data) != "a\nb" {
		t.Errorf("POST %d to %q, %q is stored", got.status, got.header.Get("Location"), data)
	}
}

// TestACLOfWhatIsCreated compares the ACL on the form with that in ZooKeeper.
func TestACLOfWhatIsCreated(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t) // its own server, since nobody may delete some of these znodes
	c, _ := runWriting(t, people.Editor, server.Addr())
	p := &place{t, openAlice(t, server.Addr()), "/acls"}
	p.create("", nil, open)
	bob := session.DigestID("bob", "secret of bob's")
	aliceID := session.DigestID(alice, alicePassword)
	all := func(scheme, id string) znode.ACL { return znode.ACL{Scheme: scheme, ID: id, Perms: znode.PermAll} }
	create := znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermCreate}
	read := znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermCreate}

	for _, test := range []struct {
		name   string
		parent []znode.ACL
		alice  []znode.ACL // the ACL for alice
		nobody []znode.ACL // the ACL for somebody without credentials; nil for a refusal
		says   string      // text of the form for alice
	}{
		{"open", open, open, open, words.English.Create.ACLCopied},
		{"alice's", []znode.ACL{all("digest", aliceID)}, []znode.ACL{all("digest", aliceID)}, nil, words.English.Create.ACLCopied},
		{"alice's, open to read", []znode.ACL{all("digest", aliceID), read}, []znode.ACL{all("digest", aliceID), read}, nil, words.English.Create.ACLCopied},
		{"bob's, open to read", []znode.ACL{all("digest", bob), read}, []znode.ACL{all("digest", aliceID)}, nil, words.English.Create.ACLOwn},
		{"bob's, open to create", []znode.ACL{all("digest", bob), create}, []znode.ACL{all("digest", aliceID)}, nil, words.English.Create.ACLOwn},
		{"addresses", []znode.ACL{all("ip", "127.0.0.0/8"), read}, []znode.ACL{all("ip", "127.0.0.0/8"), read}, []znode.ACL{all("ip", "127.0.0.0/8"), read}, words.English.Create.ACLCopied},
	} {
		parent := p.create("/"+test.name, nil, test.parent)
		for who, want := range map[string][]znode.ACL{alice: test.alice, "nobody": test.nobody} {
			v, says := c.anonymous(t), ""
			if who == alice {
				v, says = c.alice(t), test.says
			}
			form := v.get(t, link("create", parent))
			got := v.postForm(t, link("create", parent), map[string]string{"name": who, "data": ""}, nil)
			if want == nil {
				if form.status != 403 || got.status != 403 {
					t.Errorf("%s, for %s: %d, then %d; want 403", test.name, who, form.status, got.status)
				}
				continue
			}
			if form.status != 200 || got.status != 303 || !strings.Contains(pageText(t, form.body), says) {
				t.Errorf("%s, for %s: %d, then %d; the form says %.400q", test.name, who, form.status, got.status, pageText(t, form.body))
				continue
			}
			if acl := p.acl(parent + "/" + who); !slices.Equal(acl, want) {
				t.Errorf("%s, for %s: the ACL is %v, want %v", test.name, who, acl, want)
			}
		}
	}
}
