package listing_test

import (
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
	const (
		filter = "q= takes a part of a name: UTF-8 of at most 4096 bytes."
		order  = "sort= takes name, children, bytes, modified or kind, with - before it for descending."
		limit  = "limit= takes a number from 1 to 1000."
		place  = "after= is not a place in a list; take it from a page's link, or leave it out for the first page."
		other  = "after= belongs to another sort order or filter; leave it out for the first page."
	)
	for _, row := range []struct{ filter, sort, limit, after, message string }{
		{filter: "\xff", message: filter},
		{filter: strings.Repeat("a", 4097), message: filter},
		{sort: "Name", message: order},
		{sort: "--name", message: order},
		{sort: "-", message: order},
		{sort: "czxid", message: order},
		{limit: "0", message: limit},
		{limit: "-1", message: limit},
		{limit: "1001", message: limit},
		{limit: "ten", message: limit},
		{limit: "99999999999999999999", message: limit},
		{after: "!", message: place},
		{after: after("x"), message: place},
		{after: after(`{"q":-1}`), message: place},
		{after: strings.Repeat("A", 8193), message: place},
		{after: after(`{"n":"` + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("a", 4097))) + `"}`), message: place},
		{after: after("{}"), message: other},
	} {
		_, err := listing.ParseQuery(row.filter, row.sort, row.limit, row.after)
		if znode.KindOf(err) != znode.Invalid || err.Error() != "invalid: "+row.message {
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
