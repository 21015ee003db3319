package handlers

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// TestSecretsAreMasked checks that all forms of answers mask secrets, for every role.
func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	for _, role := range people.Roles {
		v := r.member(t, string(role))
		for path, secret := range map[string]string{"/app/db": secretValue, "/app/token": secretToken} {
			answered := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree"+path))
			if answered.Data.Masked != 1 || !strings.Contains(*answered.Data.Text, "•masked•") {
				t.Errorf("%s of %s as JSON: %+v", path, role, answered.Data)
			}
			raw := v.get(t, "/c/main/raw"+path)
			_, parameters, err := mime.ParseMediaType(raw.header.Get("Content-Disposition"))
			if err != nil || parameters["filename"] != "masked-"+parsePath(t, path).Name() || !strings.Contains(raw.body, "•masked•") {
				t.Errorf("%s of %s is downloaded as %q: %q", path, role, parameters["filename"], raw.body)
			}
			ways := []string{"/c/main/tree" + path, "/c/main/raw" + path, "/c/main/tree/app", "/c/main/branch/app", "/c/main/set" + path, "/c/main/delete" + path}
			for _, view := range []string{"text", "json", "yaml", "properties", "xml", "gzip", "hex"} {
				ways = append(ways, "/c/main/tree"+path+"?view="+view)
			}
			for _, way := range ways {
				for _, accept := range []string{"text/html", "application/json"} {
					if got := v.get(t, way, "Accept", accept); strings.Contains(got.body, secret) || strings.Contains(got.body, hexOf(secret)) {
						t.Errorf("%s shows %s a secret as %s", way, role, accept)
					}
				}
			}
			page := v.get(t, "/c/main/tree"+path).body
			if offered := strings.Contains(page, `action="/c/main/reveal`+path+`"`); offered != role.May(people.Reveal) {
				t.Errorf("the page of %s offers %s to reveal: %t", path, role, offered)
			}
		}
		if got := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/a")); got.Data.Masked != 0 || *got.Data.Text != "data of /app/a" {
			t.Errorf("what is no secret: %+v", got.Data)
		}
	}
	r.holdNoSecrets(t)
}

// hexOf returns the first bytes of a text as the hex view shows them.
func hexOf(text string) string {
	var out strings.Builder
	for _, b := range []byte(text[:8]) {
		const digits = "0123456789abcdef"
		out.WriteString(string(digits[b>>4]) + string(digits[b&15]) + " ")
	}
	return strings.TrimSpace(out.String())
}

// TestReveal reveals as a page, as JSON and as bytes, once, for people who may.
func TestReveal(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	for _, role := range people.Roles {
		v := r.member(t, string(role))
		may := role.May(people.Reveal)
		page := v.post(t, "/c/main/reveal/app/db", url.Values{"reason": {"to see"}})
		data := v.post(t, "/c/main/reveal/app/db", nil, "Accept", "application/json")
		raw := v.post(t, "/c/main/reveal/app/db", url.Values{"format": {"raw"}})
		for way, got := range map[string]answer{"page": page, "JSON": data, "raw": raw} {
			want := 200
			if !may {
				want = 403
			}
			if got.status != want || strings.Contains(got.body, secretValue) != may || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s for %s: %d, shown: %t, %s", way, role, got.status, strings.Contains(got.body, secretValue), got.header.Get("Cache-Control"))
			}
		}
		if !may {
			continue
		}
		if !strings.Contains(page.body, "Mask again") || strings.Contains(page.body, "view=") {
			t.Error("the page does not say that it is revealed, or links to views that are masked")
		}
		if answered := decode[nodeAnswer](t, data); answered.Data.Masked != 0 || *answered.Data.Text != `{"user":"shop","password":"`+secretValue+`"}` {
			t.Errorf("as JSON: %+v", answered.Data)
		}
		if raw.body != `{"user":"shop","password":"`+secretValue+`"}` || raw.header.Get("Content-Disposition") != "attachment; filename=db" {
			t.Errorf("as bytes: %q, %s", raw.body, raw.header.Get("Content-Disposition"))
		}
		if got := v.get(t, "/c/main/reveal/app/db"); got.status != 405 || strings.Contains(got.body, secretValue) {
			t.Errorf("the status of a reload is %d", got.status)
		}
		if got := v.get(t, "/c/main/tree/app/db"); strings.Contains(got.body, secretValue) {
			t.Error("afterwards the page still shows the secret")
		}
	}
	r.holdNoSecrets(t)
}

// TestARevealAsksWhoIsThereOnceTheFormHasCome checks that the person is looked up after the form
// was received, since that may take long, and not before.
func TestARevealAsksWhoIsThereOnceTheFormHasCome(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "viewer")
	cookie, session := v.cookie(t), r.site.Auth.Sessions()[0]
	before := session.LastSeen()
	revealing := begin(t, r.console, "POST /c/main/reveal/app/db HTTP/1.1\r\nCookie: "+cookie.Name+"="+cookie.Value+
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\nAccept: application/json\r\nConnection: close\r\n")
	defer func() { _ = revealing.Close() }()
	eventually(t, "the request has come", func() bool { return session.LastSeen().After(before) })
	if err := r.admin.Disable(r.context, "viewer"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(revealing, "reason=x"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(revealing)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 401 ") || strings.Contains(string(answer), secretValue) {
		t.Errorf("%v, %.300q; want 401 without the secret", err, answer)
	}
}

func TestRevealAsksForAReason(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, func(config *Config) { config.Rules.RequireReason = true })
	v := r.member(t, "viewer")
	for _, reason := range []string{"", " \n "} {
		got := v.post(t, "/c/main/reveal/app/db", url.Values{"reason": {reason}}, "Accept", "application/json")
		if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 400 || kind != "invalid" || strings.Contains(got.body, secretValue) {
			t.Errorf("reason %q: %d %s", reason, got.status, kind)
		}
	}
	if got := v.post(t, "/c/main/reveal/app/db", url.Values{"reason": {"x"}}); got.status != 200 || !strings.Contains(got.body, secretValue) {
		t.Errorf("with a reason: %d", got.status)
	}
	if page := v.get(t, "/c/main/tree/app/db").body; !strings.Contains(page, " required") {
		t.Error("the form does not ask for it")
	}
}

// TestMasksWithoutATrail checks that nothing can be revealed without a trail. In a team every secret
// is masked. If the console does not know people, secrets are masked for a role that may not reveal.
func TestMasksWithoutATrail(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	if _, err := znode.Create(c.context, c.boss, parsePath(t, "/token"), []byte(secretToken), open, 0); err != nil {
		t.Fatal(err)
	}
	for _, role := range people.Roles {
		c.add(t, string(role), role, "/")
		checkUnrecorded(t, c.member(t, string(role)), role, false)
		alone := run(t, func(config *Config) { config.Rules.DefaultRole = role }, "main="+c.server.Addr())
		checkUnrecorded(t, alone.alice(t), role, role.May(people.Reveal))
	}
}

// checkUnrecorded checks the secret token of a console without a trail.
func checkUnrecorded(t *testing.T, v *visitor, role people.Role, shown bool) {
	t.Helper()
	for _, target := range []string{"/c/main/tree/token", "/c/main/raw/token"} {
		for _, accept := range []string{"text/html", "application/json"} {
			got := v.get(t, target, "Accept", accept)
			if got.status != 200 || strings.Contains(got.body, secretToken) != shown || strings.Contains(got.body, "/reveal/") {
				t.Errorf("%s for %s as %s: %d, the secret is shown: %t", target, role, accept, got.status, !shown)
			}
		}
	}
	want := http.StatusServiceUnavailable
	if !role.May(people.Reveal) {
		want = http.StatusForbidden
	}
	got := v.post(t, "/c/main/reveal/token", url.Values{"reason": {"x"}}, "Accept", "application/json")
	answered := decode[errorAnswer](t, got).Error
	if got.status != want || want == http.StatusServiceUnavailable && !strings.Contains(answered.Message, "--data-dir") {
		t.Errorf("reveal for %s: %d %+v, want %d", role, got.status, answered, want)
	}
}

// TestTheChrootNamesSecrets checks that names in the chroot mark secrets like names in the path.
func TestTheChrootNamesSecrets(t *testing.T) {
	t.Parallel()
	masker, err := mask.New([]string{"b"})
	if err != nil {
		t.Fatal(err)
	}
	c := run(t, func(config *Config) {
		config.Rules.DefaultRole, config.Rules.Masker = people.Auditor, masker
	}, "main="+zookeeper.Addr(), "below="+zookeeper.Addr()+"/a", "secret="+zookeeper.Addr()+"/a/b")
	for path, masked := range map[string]int{"/c/main/tree/a": 0, "/c/main/tree/a/b": 1, "/c/below/tree/": 0, "/c/below/tree/b": 1, "/c/secret/tree/": 1} {
		v := c.visitor(t)
		v.mustSignIn(t, url.Values{"cluster": {strings.Split(path, "/")[2]}, "anonymous": {"1"}})
		if got := decode[nodeAnswer](t, v.getJSON(t, path)); got.Data.Masked != masked {
			t.Errorf("%s: %d masked, want %d", path, got.Data.Masked, masked)
		}
	}
}

// TestRevealsTooFast checks that too many reveals are refused with a time to wait, as a page and as
// JSON.
func TestRevealsTooFast(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, string(people.Viewer))
	for i := range 60 {
		if got := v.post(t, "/c/main/reveal/app/db", url.Values{"format": {"raw"}}); got.status != 200 {
			t.Fatalf("reveal %d: %d", i, got.status)
		}
	}
	for _, accept := range []string{"text/html", "application/json"} {
		got := v.post(t, "/c/main/reveal/app/db", nil, "Accept", accept)
		wait, err := strconv.Atoi(got.header.Get("Retry-After"))
		if got.status != 429 || err != nil || wait < 1 || wait > 60 || strings.Contains(got.body, secretValue) {
			t.Errorf("%s: %d, Retry-After %q: %s", accept, got.status, got.header.Get("Retry-After"), got.body)
		}
		if !strings.Contains(got.body, sentence(znode.CodeTooManyReveals, "max", "60")) {
			t.Errorf("%s does not say why: %s", accept, got.body)
		}
	}
	if got := r.member(t, string(people.Editor)).post(t, "/c/main/reveal/app/db", nil); got.status != 200 {
		t.Errorf("somebody else: %d", got.status)
	}
}
