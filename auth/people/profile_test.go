package people

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

func TestParseProfile(t *testing.T) {
	for _, test := range []struct {
		text string
		want Profile
	}{
		{`{"role":"viewer","paths":["/"],"locale":"en","disabled":false}`, Profile{Role: Viewer, Paths: []znode.Path{znode.Root}, Locale: "en"}},
		{` {"paths": ["/a", "/b/中"], "role": "admin"}` + "\n", Profile{Role: Admin, Paths: []znode.Path{path(t, "/a"), path(t, "/b/中")}}},
		{`{"role":"auditor","paths":["/a","/a/b"],"locale":"zh-Hans-CN","disabled":true}`, Profile{Role: Auditor, Paths: []znode.Path{path(t, "/a"), path(t, "/a/b")}, Locale: "zh-Hans-CN", Disabled: true}},
	} {
		got, err := ParseProfile([]byte(test.text))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s gives %+v and %v, want %+v", test.text, got, err, test.want)
		}
	}
}

func TestUnusableProfiles(t *testing.T) {
	many := `"/a"`
	for i := range maxProfilePaths {
		many += fmt.Sprintf(`,"/%d"`, i)
	}
	for _, text := range []string{
		"", "null", "[]", "{}", "viewer", `"viewer"`,
		`{"role":"viewer"}`,
		`{"paths":["/"]}`,
		`{"role":null,"paths":["/"]}`,
		`{"role":"viewer","paths":null}`,
		`{"role":"","paths":["/"]}`,
		`{"role":"Viewer","paths":["/"]}`,
		`{"role":"root","paths":["/"]}`,
		`{"role":["viewer"],"paths":["/"]}`,
		`{"role":"viewer","paths":"/"}`,
		`{"role":"viewer","paths":[]}`,
		`{"role":"viewer","paths":[],"disabled":true}`,
		`{"role":"viewer","paths":["/a","/b","/a"]}`,
		`{"role":"viewer","paths":["/a","\u002fa"]}`,
		`{"role":"viewer","paths":[""]}`,
		`{"role":"viewer","paths":["a"]}`,
		`{"role":"viewer","paths":["/a/"]}`,
		`{"role":"viewer","paths":["/a/../b"]}`,
		`{"role":"viewer","paths":["/*"],"locale":"en/../x"}`,
		`{"role":"viewer","paths":["/"],"disabled":"no"}`,
		`{"role":"viewer","paths":["/"],"disable":true}`,
		`{"role":"viewer","paths":["/"]} {"role":"admin"}`,
		`{"role":"viewer","paths":["/"]}x`,
		`{"role":"viewer","ROLE":"admin","paths":["/"]}`,
		`{"Role":"admin","paths":["/"]}`,
		`{"role":"viewer","role":"admin","paths":["/"]}`,
		`{"role":"viewer","paths":["/a"],"Paths":["/"]}`,
		`{"role":"viewer","paths":["/a"],"path\u017f":["/"]}`,
		`{"role":"viewer","paths":["/a"],"pathſ":["/"]}`,
		`{"role":"viewer","paths":["/a"],"path\u0073":["/"]}`,
		`{"role":"viewer","paths":["/"],"disabled":true,"disabled":false}`,
		`{"role":"viewer","paths":["/"],"disabled":null}`,
		`{"role":"viewer","paths":["/"],"locale":null}`,
		`{"role":"viewer","paths":[null]}`,
		`{"role":"viewer","paths":["/a",]}`,
		`{"role":"viewer" "paths":["/a"]}`,
		`{"role":"viewer","paths":["/"]`,
		`{1:"viewer"}`,
		"{\"role\":\"viewer\",\"paths\":[\"/\"],\"locale\":\"\xff\"}",
		fmt.Sprintf(`{"role":"viewer","paths":[%s]}`, many),
		`{"role":"viewer","paths":["/"]}` + strings.Repeat(" ", maxProfileBytes),
	} {
		if got, err := ParseProfile([]byte(text)); err == nil || !reflect.DeepEqual(got, Profile{}) {
			t.Errorf("%.80s gives %+v and %v, want an error", text, got, err)
		}
	}
}

func TestProfileJSON(t *testing.T) {
	profile := Profile{Role: Editor, Paths: []znode.Path{path(t, "/a b/中"), znode.Root}, Locale: "fr", Disabled: true}
	data, err := profile.JSON()
	if want := `{"role":"editor","paths":["/a b/中","/"],"locale":"fr","disabled":true}`; string(data) != want || err != nil {
		t.Fatalf("%s and %v, want %s", data, err, want)
	}
	if got, err := ParseProfile(data); err != nil || !reflect.DeepEqual(got, profile) {
		t.Errorf("read again: %+v and %v", got, err)
	}
	if data, err := (Profile{}).JSON(); err == nil {
		t.Errorf("a profile without a role is written as %s", data)
	}
}

func FuzzParseProfile(f *testing.F) {
	f.Add([]byte(`{"role":"viewer","paths":["/"],"locale":"en","disabled":false}`))
	f.Add([]byte(`{"role":"admin","paths":["/a","/b"],"locale":"","disabled":true}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		profile, err := ParseProfile(data)
		if err != nil {
			return
		}
		written, err := profile.JSON()
		if err != nil {
			t.Fatalf("%q was taken and gives %v when written", data, err)
		}
		if again, err := ParseProfile(written); err != nil || !reflect.DeepEqual(again, profile) {
			t.Fatalf("%+v was written as %s and read as %+v (%v)", profile, written, again, err)
		}
	})
}
