package listing_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

func TestParseQuery(t *testing.T) {
	for _, row := range []struct {
		filter, sort, limit string
		want                listing.Query
		sortText            string
	}{
		{"", "", "", listing.Query{Sort: listing.Name, Limit: 100}, "name"},
		{"数", "-bytes", "1", listing.Query{Filter: "数", Sort: listing.Bytes, Descending: true, Limit: 1}, "-bytes"},
		{"A b", "children", "1000", listing.Query{Filter: "A b", Sort: listing.Children, Limit: 1000}, "children"},
		{"", "-name", "7", listing.Query{Sort: listing.Name, Descending: true, Limit: 7}, "-name"},
		{"", "modified", "", listing.Query{Sort: listing.Modified, Limit: 100}, "modified"},
		{"", "-kind", "", listing.Query{Sort: listing.Kind, Descending: true, Limit: 100}, "-kind"},
	} {
		got, err := listing.ParseQuery(row.filter, row.sort, row.limit, "")
		if got != row.want || err != nil || got.SortText() != row.sortText {
			t.Errorf("ParseQuery(%q, %q, %q) is %+v, %v, sort=%s", row.filter, row.sort, row.limit, got, err, got.SortText())
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	after := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, row := range []struct {
		filter, sort, limit, after string
		code                       znode.Code
	}{
		{filter: "\xff", code: znode.CodeFilter},
		{filter: strings.Repeat("a", 4097), code: znode.CodeFilter},
		{sort: "Name", code: znode.CodeSort},
		{sort: "--name", code: znode.CodeSort},
		{sort: "-", code: znode.CodeSort},
		{sort: "czxid", code: znode.CodeSort},
		{limit: "0", code: znode.CodeLimit},
		{limit: "-1", code: znode.CodeLimit},
		{limit: "1001", code: znode.CodeLimit},
		{limit: "ten", code: znode.CodeLimit},
		{limit: "99999999999999999999", code: znode.CodeLimit},
		{after: "!", code: znode.CodeCursor},
		{after: after("x"), code: znode.CodeCursor},
		{after: after(`{"q":-1}`), code: znode.CodeCursor},
		{after: strings.Repeat("A", 8193), code: znode.CodeCursor},
		{after: after(`{"n":"` + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("a", 4097))) + `"}`), code: znode.CodeCursor},
		{after: after("{}"), code: znode.CodeCursorStale},
	} {
		_, err := listing.ParseQuery(row.filter, row.sort, row.limit, row.after)
		if znode.KindOf(err) != znode.Invalid || znode.CodeOf(err) != row.code {
			t.Errorf("ParseQuery(%.20q, %q, %q, %.20q) fails with %v", row.filter, row.sort, row.limit, row.after, err)
		}
	}
}

func TestCursorBelongsToItsQuery(t *testing.T) {
	children := newMemory("a", "b", "c")
	page := list(t, children, query(t, "", "-bytes", "1", ""))
	for _, row := range []struct {
		filter, sort string
		ok           bool
	}{
		{"", "-bytes", true},
		{"", "bytes", false},
		{"", "name", false},
		{"a", "-bytes", false},
	} {
		_, err := listing.ParseQuery(row.filter, row.sort, "", page.Next)
		if ok := err == nil; ok != row.ok {
			t.Errorf("the cursor of -bytes with q=%q, sort=%s: %v", row.filter, row.sort, err)
		}
	}
	text, err := base64.RawURLEncoding.DecodeString(page.Next)
	if err != nil {
		t.Fatal(err)
	}
	other := base64.RawURLEncoding.EncodeToString(bytes.Replace(text, []byte(`"bytes"`), []byte(`"modified"`), 1))
	if _, err := listing.ParseQuery("", "-bytes", "", other); znode.CodeOf(err) != znode.CodeCursorStale {
		t.Errorf("a cursor with the value of another column: %v", err)
	}
}

func FuzzParseQuery(f *testing.F) {
	page, err := read(f.Context(), newMemory("a", "b"), znode.Root, listing.Query{Sort: listing.Name, Limit: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("", "", "", page.Next)
	f.Add("a", "-bytes", "10", "")
	f.Fuzz(func(t *testing.T, filter, sort, limit, after string) {
		query, err := listing.ParseQuery(filter, sort, limit, after)
		if err != nil {
			if znode.KindOf(err) != znode.Invalid {
				t.Fatal(err)
			}
			return
		}
		page := list(t, newMemory("a", "b", "c", "数"), query)
		if len(page.Items) > query.Limit || page.Start+len(page.Items) > page.Matched || page.Matched > page.Total {
			t.Fatalf("%+v", page)
		}
	})
}
