package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	auth "zkweb/auth/people"
	"zkweb/web/handlers/find"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

func settingsFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "zkweb.yaml")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestSettings(t *testing.T) {
	local := []cluster.Cluster{{Name: "main", Servers: []string{"127.0.0.1:2181"}}}
	a := cluster.Cluster{Name: "a", Servers: []string{"h1:2181", "h2:2182"}}
	b := cluster.Cluster{Name: "b", Servers: []string{"h3:2181"}}
	bounds := zookeeperSettings{maxSessions: 50, maxReply: 32 << 20}
	people := peopleSettings{defaultRole: auth.Viewer}
	record := recordSettings{auditReads: true, keepMaxBytes: 256 << 20}
	finds := findSettings{find.DefaultBounds}
	preset := consoleSettings{people: people, record: record, listen: "127.0.0.1:8080", clusters: local, sessionTimeout: 10 * time.Second, signInLimit: 20, zookeeper: bounds, find: finds}
	all := consoleSettings{
		listen: ":9000", clusters: []cluster.Cluster{a, b}, sessionTimeout: 30 * time.Second,
		signInLimit: 0, logLevel: slog.LevelDebug, logJSON: true, basePath: "/zk/one",
		people: people, record: record, zookeeper: bounds, find: finds,
	}
	changed := func(change func(*consoleSettings)) consoleSettings {
		s := preset
		change(&s)
		return s
	}
	var places auth.Approval
	for _, pattern := range []string{"/app", "/*/config"} {
		if err := places.Add(pattern); err != nil {
			t.Fatal(err)
		}
	}
	approving := changed(func(s *consoleSettings) {
		s.clusters, s.people.approvals = []cluster.Cluster{a}, map[string]auth.Approval{"a": places}
	})
	for _, test := range []struct {
		name        string
		arguments   []string
		environment map[string]string
		file        string
		want        consoleSettings
	}{
		{"nothing", nil, nil, "", preset},
		{
			"flags",
			[]string{
				"--listen", ":9000", "--cluster", "a=h1:2181,h2:2182", "--cluster", "b=h3", "--session-timeout", "30s",
				"--sign-in-limit", "0", "--log-level", "debug", "--log-format", "json", "--base-path", "/zk/one",
			},
			nil, "", all,
		},
		{
			"environment", nil,
			map[string]string{
				"ZKWEB_LISTEN": ":9000", "ZKWEB_CLUSTER": "a=h1:2181,h2:2182;b=h3", "ZKWEB_SESSION_TIMEOUT": "30s",
				"ZKWEB_SIGN_IN_LIMIT": "0", "ZKWEB_LOG_LEVEL": "debug", "ZKWEB_LOG_FORMAT": "json", "ZKWEB_BASE_PATH": "/zk/one",
			},
			"", all,
		},
		{
			"file", nil, nil,
			"listen: :9000\ncluster: ['a=h1:2181,h2:2182', b=h3]\nsession-timeout: 30s\nsign-in-limit: 0\nlog-level: debug\nlog-format: json\nbase-path: /zk/one\n",
			all,
		},
		{"a file in JSON", nil, nil, `{"listen": ":9000"}`, changed(func(s *consoleSettings) { s.listen = ":9000" })},
		{"an empty file", nil, nil, " ", preset},
		{
			"a mark", []string{"--cluster-mark", "main=PROD,red"}, nil, "",
			changed(func(s *consoleSettings) {
				s.clusters = []cluster.Cluster{{Name: "main", Servers: local[0].Servers, Mark: cluster.Mark{Label: "PROD", Color: "red"}}}
			}),
		},
		{
			"a cluster that nobody changes", []string{"--cluster", "a=h1:2181,h2:2182", "--cluster", "b=h3", "--read-only", "b"}, nil, "",
			changed(func(s *consoleSettings) {
				s.clusters = []cluster.Cluster{a, {Name: "b", Servers: b.Servers, ReadOnly: true}}
			}),
		},
		{
			"approval", []string{"--cluster", "a=h1:2181,h2:2182", "--approve", "a=/app", "--approve", "a=/*/config"}, nil, "", approving,
		},
		{
			"approval in a section", nil, nil, "clusters:\n  a:\n    servers: h1:2181,h2:2182\n    approve: [/app, /*/config]\n", approving,
		},
		{
			"ZooKeeper sessions",
			[]string{"--max-zk-sessions", "7", "--max-reply", "1MiB", "--zk-ca", "ca", "--zk-cert", "c", "--zk-key", "k"}, nil, "",
			changed(func(s *consoleSettings) {
				s.zookeeper = zookeeperSettings{maxSessions: 7, maxReply: 1 << 20, tls: tlsFiles{"ca", "c", "k"}}
			}),
		},
		{
			"the record",
			[]string{
				"--data-dir", "d", "--audit-log", "-", "--audit-reads=false", "--audit-max-age", "400", "--audit-max-size", "2048MiB",
				"--keep-previous", "30", "--keep-previous-size", "64MiB", "--data-key", "k",
				"--require-reason", "--mask", "*pin*", "--mask", "*iban*",
			}, nil, "",
			changed(func(s *consoleSettings) {
				s.record = recordSettings{
					dataDir: "d", auditLog: "-", auditMaxAge: 400 * 24 * time.Hour, auditMaxBytes: 2 << 30,
					keepPrevious: 30 * 24 * time.Hour, keepMaxBytes: 64 << 20, dataKey: "k",
					requireReason: true, masks: []string{"*pin*", "*iban*"},
				}
			}),
		},
		{
			"switches in the environment and the file", nil, map[string]string{"ZKWEB_REQUIRE_REASON": "true"}, "audit-reads: false",
			changed(func(s *consoleSettings) { s.record = recordSettings{keepMaxBytes: 256 << 20, requireReason: true} }),
		},
		{
			"a flag wins over the environment", []string{"--listen", ":1"}, map[string]string{"ZKWEB_LISTEN": ":2"}, "listen: :3",
			changed(func(s *consoleSettings) { s.listen = ":1" }),
		},
		{
			"the environment wins over the file", nil, map[string]string{"ZKWEB_LISTEN": ":2"}, "listen: :3",
			changed(func(s *consoleSettings) { s.listen = ":2" }),
		},
		{
			"a section for each cluster", nil, nil, `
session-timeout: 20s
users-path: /people
clusters:
  zoo:
    servers: tls://h1,h2:2182/app
    mark: PROD,red
    read-only: true
    session-timeout: 5s
    zk-ca: ca.pem
  a:
    servers: h3
    read-only: false
    users-path: /zkweb/users
`,
			changed(func(s *consoleSettings) {
				app, _ := znode.ParsePath("/app")
				everywhere, _ := znode.ParsePath("/people")
				own, _ := znode.ParsePath("/zkweb/users")
				s.sessionTimeout = 20 * time.Second
				s.clusters = []cluster.Cluster{
					{Name: "zoo", Servers: []string{"h1:2181", "h2:2182"}, Chroot: app, TLS: true, Mark: cluster.Mark{Label: "PROD", Color: "red"}, ReadOnly: true, SessionTimeout: 5 * time.Second},
					{Name: "a", Servers: []string{"h3:2181"}},
				}
				s.people.directory = &auth.Directory{Path: everywhere}
				s.people.own = map[string]auth.Directory{"a": {Path: own}}
				s.zookeeper.own = map[string]tlsFiles{"zoo": {ca: "ca.pem"}}
			}),
		},
		{
			"clusters of a flag replace those of the file", []string{"--cluster", "b=h3"}, nil, "cluster: [a=h1, c=h4]",
			changed(func(s *consoleSettings) { s.clusters = []cluster.Cluster{b} }),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, value := range test.environment {
				t.Setenv(name, value)
			}
			if test.file != "" {
				t.Setenv("ZKWEB_CONFIG", settingsFile(t, test.file))
			}
			got, err := readSettings(test.arguments)
			must(t, err)
			got.values = nil // TestToldSettings
			if !reflect.DeepEqual(*got, test.want) {
				t.Errorf("got  %+v\nwant %+v", *got, test.want)
			}
		})
	}
}

// TestToldSettings: the record of a start says every setting.
func TestToldSettings(t *testing.T) {
	t.Setenv("ZKWEB_LOG_LEVEL", "warn")
	got, err := readSettings([]string{"--cluster", "a=h1", "--cluster", "b=h2", "--require-reason"})
	must(t, err)
	for name, want := range map[string]string{
		"cluster": "a=h1;b=h2", "require-reason": "true", "log-level": "warn", "audit-reads": "true", "sign-in-limit": "20", "data-dir": "",
	} {
		if value, told := got.values[name]; value != want || !told {
			t.Errorf("%s is told as %q (%v), want %q", name, value, told, want)
		}
	}
	if len(got.values) != len(got.list()) {
		t.Errorf("%d settings are told, want all %d", len(got.values), len(got.list()))
	}
}

func TestUnusableSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		arguments   []string
		environment []string
		want        string // the line on standard error begins with it
	}{
		{"listen", []string{"--listen", "8080"}, nil, `--listen "8080" cannot be used: it takes HOST:PORT`},
		{"listen port", []string{"--listen", ":70000"}, nil, `--listen ":70000" cannot be used: it takes HOST:PORT`},
		{"cluster", []string{"--cluster", "main"}, nil, `--cluster "main" cannot be used: it takes NAME=[tls://]HOST:PORT`},
		{"cluster twice", []string{"--cluster", "a=h", "--cluster", "a=i"}, nil, `--cluster "a=i" cannot be used: it takes NAME=[tls://]HOST:PORT`},
		{"cluster with a login", []string{"--cluster", "a=h,bob:hunter2@h:2181"}, nil, `--cluster "a=…@h:2181" cannot be used: it takes NAME=[tls://]HOST:PORT`},
		{"notify with a login", []string{"--notify", "https://bob:hunter2@h/x"}, nil, `--notify "https://…@h/x" cannot be used: it takes an http:// or https:// URL without a password`},
		{"a login and nothing else", []string{"--listen", "bob:hunter2@h:1"}, nil, `--listen "…@h:1" cannot be used: it takes HOST:PORT`},
		{"chroot", []string{"--cluster", "a=h/b/../c"}, nil, `--cluster "a=h/b/../c" cannot be used: it takes NAME=[tls://]HOST:PORT`},
		{"session timeout", []string{"--session-timeout", "10"}, nil, `--session-timeout "10" cannot be used: it takes a duration from 1s to 10m`},
		{"session timeout too short", []string{"--session-timeout", "1ms"}, nil, `--session-timeout "1ms" cannot be used: it takes a duration from 1s to 10m`},
		{"session timeout too long", []string{"--session-timeout", "11m"}, nil, `--session-timeout "11m" cannot be used: it takes a duration from 1s to 10m`},
		{"no ZooKeeper sessions", []string{"--max-zk-sessions", "0"}, nil, `--max-zk-sessions "0" cannot be used: it takes a whole number from 1`},
		{"too small a reply", []string{"--max-reply", "0MiB"}, nil, `--max-reply "0MiB" cannot be used: it takes a size`},
		{"no such authority", []string{"--zk-ca", "/none"}, nil, `--zk-ca "/none" cannot be used: it takes a PEM file`},
		{"half of TLS to ZooKeeper", []string{"--zk-cert", "/none"}, nil, `--zk-cert "/none" cannot be used: it takes a PEM file`},
		{"half of HTTPS", []string{"--tls-cert", "/none"}, nil, `--tls-cert and --tls-key go together`},
		{"contact", []string{"--contact", "a\nb"}, nil, `--contact "a\nb" cannot be used: it takes a line of at most 200 characters`},
		{"sign-in limit", []string{"--sign-in-limit", "-1"}, nil, `--sign-in-limit "-1" cannot be used: it takes a whole number`},
		{"log level", []string{"--log-level", "loud"}, nil, `--log-level "loud" cannot be used: it takes debug, info, warn or error`},
		{"log format", []string{"--log-format", "xml"}, nil, `--log-format "xml" cannot be used: it takes text or json`},
		{"base path", []string{"--base-path", "zk/"}, nil, `--base-path "zk/" cannot be used: it takes a path such as /zk`},
		{"value of two lines", []string{"--base-path", "/a\n/b"}, nil, `--base-path "/a\n/b" cannot be used: it takes a path such as /zk`},
		{"a switch", []string{"--audit-reads=perhaps"}, nil, `--audit-reads "perhaps" cannot be used: it takes true or false`},
		{"age of the trail", []string{"--audit-max-age", "1y"}, nil, `--audit-max-age "1y" cannot be used: it takes a whole number of days`},
		{"size of the trail", []string{"--audit-max-size", "0MiB"}, nil, `--audit-max-size "0MiB" cannot be used: it takes a size from 1MiB`},
		{"mask", []string{"--mask", "**"}, nil, `--mask "**" cannot be used: it takes a name such as *password*`},
		{"schema", []string{"--proto", "/app=none.proto"}, nil, `--proto "/app=none.proto" cannot be used: it takes PATTERN=FILE[:MESSAGE]`},
		{"audit log without a trail", []string{"--audit-log", "-"}, nil, "--audit-log needs --data-dir"},
		{"audit log that is none", []string{"--data-dir", t.TempDir(), "--audit-log", "/"}, nil, `--audit-log "/" cannot be used: it takes the name of a file`},
		{"what changes replace without a trail", []string{"--keep-previous", "30"}, nil, "--keep-previous needs --data-dir"},
		{"what changes replace without a key", []string{"--keep-previous", "30", "--data-dir", t.TempDir()}, nil, "--keep-previous needs --data-key"},
		{"no key", []string{"--keep-previous", "30", "--data-dir", t.TempDir(), "--data-key", "/none"}, nil, `--data-key "/none" cannot be used: it takes the name of a file`},
		{"approval of no pattern", []string{"--approve", "main=app"}, nil, `--approve "main=app" cannot be used: it takes CLUSTER=PATTERN`},
		{"approval in no cluster", []string{"--approve", "other=/app"}, nil, `--approve "other=/app" cannot be used: it takes CLUSTER=PATTERN with a name of --cluster and a pattern of paths such as /app or /*/config (there is no cluster named other)`},
		{"approval without a trail", []string{"--approve", "main=/app"}, nil, "--approve needs --data-dir"},
		{"approval of no changes", []string{"--approve", "main=/app", "--data-dir", t.TempDir()}, nil, "--approve needs --allow-writes"},
		{"approval by strangers", []string{"--approve", "main=/app", "--data-dir", t.TempDir(), "--allow-writes"}, nil, "--approve needs --users-path, or --cluster-users-path, for cluster main"},
		{"approval without a key", []string{"--approve", "main=/app", "--data-dir", t.TempDir(), "--allow-writes", "--users-path", "/zkweb/users"}, nil, "--approve needs --data-key"},
		{"changes without a trail", []string{"--allow-writes"}, nil, "--allow-writes needs --data-dir"},
		{"audit", []string{"audit"}, nil, "zkweb audit takes one of verify; zkweb audit --help"},
		{"audit of nothing", []string{"audit", "verify"}, nil, "zkweb audit verify takes --data-dir DIR"},
		{"audit with a head that is none", []string{"audit", "verify", "--data-dir", "d", "--head", "1"}, nil, `--head "1" cannot be used: it takes a number and a SHA-256`},
		{"no value", []string{"--listen"}, nil, "a value is missing after --listen; zkweb serve --help"},
		{"unknown flag", []string{"--nope"}, nil, "there is no flag --nope; zkweb serve --help"},
		{"argument", []string{"serve", "now"}, nil, `zkweb serve takes no "now"; zkweb serve --help`},
		{"unknown command", []string{"sevre"}, nil, `"sevre" is no command; zkweb --help`},
		{"health", []string{"health", "--listen", "x"}, nil, `--listen "x" cannot be used: it takes HOST:PORT`},
		{"argument of demo", []string{"demo", "--fast"}, nil, `there is no flag --fast; zkweb demo --help`},
		{"a flag twice", []string{"--listen", ":1", "--listen", ":2"}, nil, `--listen is given 2 times and takes one value`},
		{"a value from the environment", nil, []string{"ZKWEB_LOG_LEVEL=loud"}, `--log-level "loud" cannot be used: it takes debug, info, warn or error (there is no such level; the value is from ZKWEB_LOG_LEVEL)`},
		{"argument of version", []string{"version", "1"}, nil, `zkweb version takes no "1"`},
		{"environment", nil, []string{"ZKWEB_SIGN_IN_LIMIT=many"}, `--sign-in-limit "many" cannot be used: it takes a whole number`},
		{"environment's second cluster", nil, []string{"ZKWEB_CLUSTER=a=h;b"}, `--cluster "b" cannot be used: it takes NAME=[tls://]HOST:PORT`},
		{"no file", []string{"--config", "/nowhere.yaml"}, nil, `--config "/nowhere.yaml" cannot be used: it takes the name of a YAML file`},
		{"file's value", []string{"--config", settingsFile(t, "log-level: loud")}, nil, `--log-level "loud" cannot be used: it takes debug`},
		{"file's key", []string{"--config", settingsFile(t, "colour: red")}, nil, `--config "`},
		{"file's form", []string{"--config", settingsFile(t, "listen: {host: h}")}, nil, `--config "`},
		{"file's line", []string{"--config", settingsFile(t, "listen: :1\nlog-level: loud")}, nil, `--log-level "loud" cannot be used: it takes debug, info, warn or error (there is no such level; the value is from /`},
		{"timeout of no cluster", []string{"--cluster-session-timeout", "a=5s"}, nil, `--cluster-session-timeout "a=5s" cannot be used: it takes NAME=DURATION with a name of --cluster: a duration from 1s to 10m (there is no cluster named a)`},
		{"authority of a cluster without TLS", []string{"--cluster-zk-ca", "main=/none"}, nil, `--cluster-zk-ca "main=/none" cannot be used: it takes NAME=FILE`},
		{"no such authority of a cluster", []string{"--cluster", "a=tls://h", "--cluster-zk-ca", "a=/none"}, nil, `--cluster-zk-ca "a=/none" cannot be used: it takes a PEM file`},
		{"a section's key", []string{"--config", settingsFile(t, "clusters:\n  a:\n    servers: h\n    colour: red")}, nil, `--config "`},
		{"a section that is none", []string{"--config", settingsFile(t, "clusters: [a=h]")}, nil, `--config "`},
		{"file is not YAML", []string{"--config", settingsFile(t, "a: b: c\n- d")}, nil, `--config "`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := runZkweb(t, append(test.environment, "ZKWEB_LISTEN=127.0.0.1:0"), test.arguments...)
			if got.status != exitUsage {
				t.Errorf("exit status %d, want %d", got.status, exitUsage)
			}
			if got.stdout != "" {
				t.Errorf("standard output %q, want none", got.stdout)
			}
			if strings.Contains(got.stderr, "hunter2") {
				t.Errorf("a password is in standard error:\n%s", got.stderr)
			}
			if !strings.HasPrefix(got.stderr, "zkweb: "+test.want) || strings.Count(got.stderr, "\n") != 1 || !strings.HasSuffix(got.stderr, "\n") {
				t.Errorf("standard error:\n%s\nwant one line that begins with:\nzkweb: %s", got.stderr, test.want)
			}
		})
	}
}

func TestHelpListsEverything(t *testing.T) {
	t.Parallel()
	for _, command := range commands() {
		for _, help := range []string{"--help", "-h"} {
			got := runZkweb(t, nil, append(strings.Fields(command.Name), help)...)
			if got.status != 0 || got.stderr != "" || !strings.HasPrefix(got.stdout, "Usage: zkweb "+command.Name) {
				t.Errorf("%s %s: %+v", command.Name, help, got)
			}
			for _, setting := range command.Settings {
				if !strings.Contains(got.stdout, "  "+setting.Usage()+" ") {
					t.Errorf("%s %s lists no %s", command.Name, help, setting.Usage())
				}
			}
		}
	}
	for _, arguments := range [][]string{{"--help"}, {"-h"}, {"help"}, {"user", "--help"}, {"user", "help"}, {"audit", "-h"}} {
		got := runZkweb(t, nil, arguments...)
		if got.status != 0 || got.stderr != "" {
			t.Errorf("%q: exit status %d and %q, want 0 and nothing", arguments, got.status, got.stderr)
		}
		for _, command := range commands() {
			wanted := len(arguments) == 1 || strings.HasPrefix(command.Name, arguments[0]+" ")
			if lists := strings.Contains(got.stdout, "  "+command.Name+" "); lists != wanted {
				t.Errorf("%q lists the command %s: %v, want %v", arguments, command.Name, lists, wanted)
			}
		}
	}
}

// TestAFaultInTheFileHasItsLine, also in a cluster's section.
func TestAFaultInTheFileHasItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"listen: :1\n\nlog-level: loud":                                    "line 3)",
		"\tlisten: :1":                                                     "(line 1: yaml: found character",
		"listen: :1\nlog-level: info\nhsts: *on\n":                         "(line 3: yaml: unknown anchor",
		"listen: :1\ncolour: red":                                          "(line 2: there is no setting colour)",
		"cluster:\n  - a=h\n  - b":                                         "line 3)",
		"clusters:\n  a:\n    servers: h\n    session-timeout: 1":          "line 4)",
		"clusters:\n  a:\n    servers: h\n    sessions: 1":                 "(line 4: a cluster has no sessions; it has servers, mark, ",
		"clusters:\n  a:\n    servers: h\n    mark: X\n    mark: Y":        "(line 5: cluster a has mark twice)",
		"listen: :1\n---\nlisten: :2":                                      "(line 2: another document begins; all settings are in one)",
		"clusters:\n  a: h":                                                "(line 2: a is no mapping of names to values)",
		"clusters:\n  a:\n    servers: {h: 1}":                             "(line 3: servers is neither a value nor a list of values)",
		"clusters:\n  a:\n    servers: h\n  a:\n    servers: i\n":          "there are two clusters named a",
		"clusters:\n  a:\n    servers: h\n    users-path: ../etc\nhsts: 1": "line 4)",
	} {
		_, err := readSettings([]string{"--config", settingsFile(t, text)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
