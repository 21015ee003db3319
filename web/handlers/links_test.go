package handlers

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/auth/shares"
	"zkweb/web/views/nodes"
	"zkweb/web/views/trail"
	"zkweb/zkconn/znode"
)

// TestEveryLinkHasARoute calls each method of views.Links and looks up the route of its result.
func TestEveryLinkHasARoute(t *testing.T) {
	c := run(t, func(config *Config) {
		config.BasePath = "/zk"
		var err error
		if config.Shares, err = shares.Open(filepath.Join(t.TempDir(), "shares.json")); err != nil {
			t.Fatal(err)
		}
		config.Rules = guard.Rules{AllowWrites: true, DefaultRole: people.Editor}
	}, "main="+zookeeper.Addr())
	links := reflect.ValueOf(c.site.Links)
	for i := range links.NumMethod() {
		name := links.Type().Method(i).Name
		if links.Method(i).Type().Out(0).Kind() != reflect.String { // methods that return other links
			continue
		}
		link, err := url.Parse(links.Method(i).Call(argumentsOf(name, links.Method(i).Type()))[0].String())
		if err != nil {
			t.Fatal(err)
		}
		link.Path = link.Path[len("/zk"):]
		if !c.takes(http.MethodGet, link.Path) && !c.takes(http.MethodPost, link.Path) {
			t.Errorf("%s leads to %s, where the console has no route", name, link)
		}
	}
}

// argumentsOf returns arguments for a method of views.Links.
func argumentsOf(name string, method reflect.Type) []reflect.Value {
	values := make([]reflect.Value, method.NumIn())
	for i := range values {
		switch in := method.In(i); {
		case name == "Static":
			values[i] = reflect.ValueOf("console.css")
		case in == reflect.TypeFor[znode.Path]():
			path, _ := znode.ParsePath("/a/b")
			values[i] = reflect.ValueOf(path)
		case in == reflect.TypeFor[trail.Query]():
			values[i] = reflect.ValueOf(trail.Query{})
		case in == reflect.TypeFor[nodes.Query]():
			values[i] = reflect.ValueOf(nodes.Query{})
		case in.Kind() == reflect.String:
			values[i] = reflect.ValueOf("main")
		default:
			values[i] = reflect.Zero(in)
		}
	}
	return values
}

// takes reports whether the router has a route for a method and a path.
func (c *console) takes(method, path string) bool {
	found := c.echo.NewContext(nil, nil)
	c.echo.Router().Find(method, path, found)
	return c.routes[method+" "+found.Path()] != nil
}

func TestRoutesWriteTheirOwnAddresses(t *testing.T) {
	c := run(t, func(config *Config) {
		config.Rules = guard.Rules{AllowWrites: true, DefaultRole: people.Editor}
	}, "main="+zookeeper.Addr())
	path, _ := znode.ParsePath("/a/b")
	linked := 0
	for _, route := range c.table() {
		if route.Link == nil {
			continue
		}
		linked++
		if got, want := route.Link("main", path), route.Prefix("main")+"/a/b"; got != want {
			t.Errorf("the route %s writes its address as %s, want %s", route.Pattern, got, want)
		}
	}
	if linked < 5 {
		t.Errorf("%d routes have a link", linked)
	}
}

// TestContractNamesEachAddress compares docs/contract.md with the table of routes.
func TestContractNamesEachAddress(t *testing.T) {
	c := run(t, func(config *Config) {
		config.Rules = guard.Rules{AllowWrites: true, DefaultRole: people.Editor}
	}, "main="+zookeeper.Addr())
	document, err := os.ReadFile("../../docs/contract.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range append(c.table(), c.sharing()...) {
		rest, ofCluster := strings.CutPrefix(route.Pattern, "/c/:cluster/")
		word, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		named := regexp.MustCompile("[ ,`]/" + regexp.QuoteMeta(word) + "[/`?,]")
		if ofCluster {
			named = regexp.MustCompile(`(/c/\{cluster\}/|(GET|POST) )` + regexp.QuoteMeta(word) + "[/`?,]")
		}
		if word != "static" && !named.Match(document) {
			t.Errorf("docs/contract.md does not name %s %s", route.Method, route.Pattern)
		}
	}
}
