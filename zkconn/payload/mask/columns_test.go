package mask_test

import (
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// If the header row of a table names a secret, only that column is masked.
func TestMaskColumns(t *testing.T) {
	masker := defaultMasker(t)
	for name, test := range map[string]struct{ path, data, want string }{
		"in the middle":         {"/a", "login,passwd,host\nbob,Zq7x,db1\neve,,db2\n", "login,passwd,host\nbob,~,db1\neve,,db2\n"},
		"nothing in quotes":     {"/a", "login,passwd,host\nbob,Zq7x,db1\neve,\"\",db2\n", "login,passwd,host\nbob,~,db1\neve,\"\",db2\n"},
		"first":                 {"/a", "password,user,role\nZq7x,bob,admin\n", "password,user,role\n~,bob,admin\n"},
		"last":                  {"/a", "user,role,password\r\nbob,admin,Zq7x\r\n", "user,role,password\r\nbob,admin,~\r\n"},
		"two":                   {"/a", "user;api_key;role;db_pass\nbob;Zq7x;admin;Zq7y", "user;api_key;role;db_pass\nbob;~;admin;~"},
		"tabs":                  {"/a", "login\tpasswd\nbob\tZq7x\n", "login\tpasswd\nbob\t~\n"},
		"bars":                  {"/a", "login|passwd|host\nbob|Zq7x|db1\n", "login|passwd|host\nbob|~|db1\n"},
		"two, by the path":      {"/a.csv", "login,passwd\nbob,Zq7x\n", "login,passwd\nbob,~\n"},
		"quotes":                {"/a", "\"login\",\"passwd\",\"host\"\n\"bob, jr\",\"Zq\n7\"\"x, y\",\"db1\"\n", "\"login\",\"passwd\",\"host\"\n\"bob, jr\",~,\"db1\"\n"},
		"empty lines":           {"/a", "login,passwd,host\n\nbob,Zq7x,db1\n\n\neve,Zq7y,db2\n\n", "login,passwd,host\n\nbob,~,db1\n\n\neve,~,db2\n\n"},
		"Chinese":               {"/a", "用户名,密码,主机\n王,Zq7x,db1\n", "用户名,密码,主机\n王,~,db1\n"},
		"two words":             {"/a", "user,API key,created at\nbob,Zq7x,2024\n", "user,API key,created at\nbob,~,2024\n"},
		"an escaped name":       {"/a", "user,pass\\u0077ord,token,role\na,Zq7x,Zq7y,admin\n", "user,pass\\u0077ord,token,role\na,~,~,admin\n"},
		"a weak name":           {"/a", "user,auth,token,host\nbob,Zq7xKd93hfKq20Vw8,Zq7x,db1\n", "user,auth,token,host\nbob,~,~,db1\n"},
		"a URL beside":          {"/a", "login,passwd,url\nbob,Zq7x,redis://:Zq7y@h/0\n", "login,passwd,url\nbob,~,redis://:~@h/0\n"},
		"a name that is none":   {"/a", "login,passwd,swordfish\nbob,Zq7x,Zq7y\n", "login,passwd,~\nbob,~,~\n"},
		"no header row":         {"/a", "bob,password,Zq7x\neve,role,admin\n", "bob,password,~\neve,~,~\n"},
		"a secret that names":   {"/a", "bob,password,Zqtoken\neve,role,admin\n", "bob,password,~\neve,~,~\n"},
		"a usual password":      {"/a", "bob,password,secret\neve,role,admin\n", "bob,password,~\neve,~,~\n"},
		"three":                 {"/a", "login,passwd,access_token,host,client secret\nbob,Zq7x,Zq7y,db1,Zq7z\n", "login,passwd,access_token,host,client secret\nbob,~,~,db1,~\n"},
		"no header row, twice":  {"/a", "bob,password,Zq7x\neve,password,Zq7y\n", "bob,password~"},
		"a number behind":       {"/a", "bob,password,user1234\neve,role,admin\n", "bob,password,~\neve,~,~\n"},
		"a value behind a name": {"/a", "bob,password Zq7x,role\neve,x,admin\n", "bob,password ~"},
		"a value in the header": {"/a", "redis://:Zq7y@h/0,passwd,host\nbob,Zq7x,db1\n", "redis://:~@h/0,passwd~"},
		"another delimiter":     {"/a", "a;b,passwd,c;host\n1;bob,Zq7x,2;db1\n", "a;b,passwd~"},
		"a row of more":         {"/a", "login,passwd,host\nbob,Zq7x,db1,Zq7y\n", "login,passwd~"},
		"a row of fewer":        {"/a", "login,passwd,host\nbob,Zq7x\n", "login,passwd~"},
		"a secret in a row":     {"/a", "login,passwd,host\nbob,Zq7x,password: Zq7y\n", "login,passwd,host\nbob,~,password: ~\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path, err := znode.ParsePath(test.path)
			if err != nil {
				t.Fatal(err)
			}
			masked := masker.Mask(path, []byte(test.data))
			if want := strings.ReplaceAll(test.want, "~", mask.Text); string(masked.Data) != want {
				t.Errorf("%q, want %q", masked.Data, want)
			}
			again := masker.Mask(path, masked.Data)
			if string(again.Data) != string(masked.Data) || again.Count > 0 {
				t.Errorf("masked again: %q, %d", again.Data, again.Count)
			}
			isTable := strings.Count(test.want, "\n") > 0
			if views := show.Decode(masked.Reading(), show.Best).Views; isTable != (slices.Contains(views, show.View(format.CSV)) || slices.Contains(views, show.View(format.TSV))) {
				t.Errorf("shown as %q", views)
			}
		})
	}
}

// Below a name that the operator has given, empty cells are masked as well.
func TestMaskOwnColumns(t *testing.T) {
	masker, err := mask.New([]string{"*badge*"})
	if err != nil {
		t.Fatal(err)
	}
	masked := masker.Mask(znode.Root, []byte("login,badge,host\nbob,12,db1\neve,,db2\n"))
	if want := "login,badge,host\nbob," + mask.Text + ",db1\neve," + mask.Text + ",db2\n"; string(masked.Data) != want {
		t.Errorf("%q, want %q", masked.Data, want)
	}
}
