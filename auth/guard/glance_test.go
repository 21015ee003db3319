package guard

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// pageOf returns the question for a znode's page, with the stats of everything in its lists.
func pageOf(path znode.Path) znode.Question {
	return znode.Question{
		Path: path, Data: true, ACL: true, Lists: append(path.Ancestors(), path),
		Rows: func(lists []znode.List) [][]znode.Path {
			rows := make([][]znode.Path, len(lists))
			for i, list := range lists {
				for _, name := range list.Names {
					if child, err := list.Path.Child(name); err == nil {
						rows[i] = append(rows[i], child)
					}
				}
			}
			return rows
		},
	}
}

// readEach answers a question with a separate call for each part.
func readEach(ctx context.Context, reader znode.Reader, q znode.Question) znode.Answer {
	a := znode.Answer{Stats: znode.Stats{}}
	a.Stat, a.StatErr = reader.Exists(ctx, q.Path)
	a.Data, _, a.DataErr = reader.Get(ctx, q.Path)
	a.ACL, _, a.ACLErr = reader.GetACLs(ctx, q.Path)
	for _, path := range q.Lists {
		names, _, err := reader.GetChildren(ctx, path)
		a.Lists = append(a.Lists, znode.List{Path: path, Names: names, Err: err})
	}
	for _, rows := range q.Rows(a.Lists) {
		for i, result := range reader.Stats(ctx, rows) {
			a.Stats[rows[i]] = &result
		}
	}
	return a
}

// plain replaces errors by others with only their kinds and codes.
func plain(a znode.Answer) znode.Answer {
	strip := func(err error) error {
		if err == nil {
			return nil
		}
		return &znode.Error{Kind: znode.KindOf(err), Code: codeOf(err)}
	}
	a.StatErr, a.DataErr, a.ACLErr = strip(a.StatErr), strip(a.DataErr), strip(a.ACLErr)
	a.Lists = slices.Clone(a.Lists)
	for i := range a.Lists {
		a.Lists[i].Err, a.Lists[i].InOrder = strip(a.Lists[i].Err), nil
		a.Lists[i].Names = append([]string(nil), a.Lists[i].Names...)
	}
	for path, result := range a.Stats {
		a.Stats[path] = &znode.StatResult{Stat: result.Stat, Err: strip(result.Err)}
	}
	return a
}

// TestGlanceShowsWhatSingleReadsDo asks for the page of every znode as people with various paths.
// One question must not show more than its parts do, and only a refusal of the znode in question
// may be recorded.
func TestGlanceShowsWhatSingleReadsDo(t *testing.T) {
	for _, paths := range [][]string{{"/"}, {"/app"}, {"/app/a", "/team/y"}, {"/hidden/open", "/none/below"}} {
		g := newGuarded(t, people.Viewer, true, paths...)
		for _, at := range []string{"/", "/app", "/app/a", "/app/a/deep", "/app/unread", "/apple", "/team", "/team/x", "/team/y", "/hidden", "/hidden/open", "/none", "/none/below", "/none/below/more"} {
			asked := pageOf(path(t, at))
			want := plain(readEach(testContext(t), g, asked))
			g.trail.take()
			hidden := g.Decide(people.Read, asked.Path) == people.OutsidePaths
			for _, state := range []string{"cold", "hot"} {
				got := plain(g.Glance(testContext(t), asked))
				recorded := g.trail.take()
				if hidden {
					if znode.KindOf(got.StatErr) != znode.Denied || len(got.Stats) > 0 || len(recorded) != 1 || recorded[0].Path != at || recorded[0].Event != audit.NodeRead {
						t.Errorf("%v, %s of %s: %+v, recorded %+v", paths, state, at, got, recorded)
					}
					continue
				}
				if len(recorded) > 0 {
					t.Errorf("%v, %s of %s: recorded %+v", paths, state, at, recorded)
				}
				for extra := range got.Stats { // also read to find out whether the way leads on
					if _, wanted := want.Stats[extra]; !wanted && g.Decide(people.Read, extra) != people.OutsidePaths {
						delete(got.Stats, extra)
					}
				}
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("%v, %s of %s:\n got %+v\nwant %+v", paths, state, at, got, want)
				}
			}
		}
	}
}

func TestGlanceMasks(t *testing.T) {
	g := newGuarded(t, people.Reader, true, "/")
	secret := path(t, "/app/secret")
	world := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	if _, err := znode.Create(testContext(t), g.session, secret, []byte("password=hunter2\nport=1"), world, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	answer, masked := g.GlanceMasked(testContext(t), pageOf(secret), 0)
	if answer.Data != nil || masked.Count != 1 || strings.Contains(string(masked.Data), "hunter2") {
		t.Errorf("got %q, %+v", masked.Data, answer)
	}
	if data := g.Glance(testContext(t), pageOf(secret)).Data; string(data) != string(masked.Data) {
		t.Errorf("got %q, want %q", data, masked.Data)
	}
}
