package mask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// A table shows no cell below a header row that names a secret.
func TestMaskTable(t *testing.T) {
	masker := defaultMasker(t)
	for name, table := range map[string]string{
		"comma":                  "user,password,role\nbob,Zq7x,admin\n",
		"first column":           "password,user\nZq7x,bob\n",
		"last column":            "user,role,password\nbob,admin,Zq7x\n",
		"white space":            "user , password , role\nbob , Zq7x , admin\n",
		"quotes":                 "\"user\",\"password\",\"role\"\n\"bob\",\"Zq7x\",\"admin\"\n",
		"quotes and white space": "\"user\" \"password\" \"role\"\n\"bob\" \"Zq7x\" \"admin\"\n",
		"quotes and tabs":        "\"user\"\t\"password\"\t\"role\"\n\"bob\"\t\"Zq7x\"\t\"admin\"\n",
		"a quoted line end":      "user,password,role\n\"bob\nsmith\",Zq7x,admin\n",
		"words in a cell":        "user,db password hash,role\nbob,Zq7x,admin\n",
		"semicolon":              "user;api_key;role\nbob;Zq7x;admin\n",
		"tab":                    "user\tpassword\trole\nbob\tZq7x\tadmin\n",
		"bar":                    "user|password|role\nbob|Zq7x|admin\n",
		"Markdown":               "| user | password | role |\n|---|---|---|\n| bob | Zq7x | admin |\n",
		"psql":                   " user | password | role\n------+----------+------\n bob  | Zq7x | admin\n",
		"mysql":                  "+------+----------+------+\n| user | password | role |\n+------+----------+------+\n| bob  | Zq7x     | admin |\n",
		"columns":                "USER   PASSWORD   ROLE\nbob    Zq7x       admin\n",
		"full columns":           "USER     PASSWORD ROLE\nabigail1 Zq7xyzab admin\n",
		"columns, first":         "PASSWORD   USER\nZq7x       bob\n",
		"columns, narrow":        "USER PASSWORD ROLE\nbob1 Zq7x5678 admin\n",
		"CRLF":                   "user,password,role\r\nbob,Zq7x,admin\r\n",
		"BOM":                    "\ufeffpassword,user,role\nZq7x,bob,admin\n",
		"a title":                "Accounts\n\nuser,password,role\n\nbob,Zq7x,admin\n",
		"a comment":              "#user,password,role\n# the first\nbob,Zq7x,admin\n",
		"a colon in a cell":      "user,password,role\nbob:1,Zq7x,admin\n",
		"an escaped name":        "user,pass\\u0077ord,role\nbob,Zq7x,admin\n",
		"SQL":                    "INSERT INTO users (name, password, role)\nVALUES ('bob', 'Zq7x', 'admin');\n",
		"pass":                   "user,pass,role\nbob,Zq7x,admin\n",
		"pass in columns":        "USER   PASS   ROLE\nbob    Zq7x   admin\n",
	} {
		quoted, err := json.Marshal(table)
		if err != nil {
			t.Fatal(err)
		}
		for inside, data := range map[string]string{
			"":             table,
			"JSON":         `{"accounts":` + string(quoted) + `}`,
			"YAML":         "accounts: |2\n  " + strings.ReplaceAll(strings.TrimPrefix(table, "\ufeff"), "\n", "\n  ") + "\n",
			"YAML, quoted": "a: 1\naccounts: " + string(quoted) + "\n",
		} {
			t.Run(name+" "+inside, func(t *testing.T) {
				masked := masker.Mask(znode.Root, []byte(data))
				if masked.Count == 0 || strings.Contains(string(masked.Data), "Zq7x") {
					t.Errorf("%q, %d masked", masked.Data, masked.Count)
				}
				checkMasked(t, masker, []byte(data), masked)
			})
		}
	}
}

// What only looks like a header row hides nothing below it.
func TestMaskNoTable(t *testing.T) {
	masker := defaultMasker(t)
	for name, test := range map[string]struct{ data, want string }{
		"properties": {"a=password,x\nb=c,d\n", "a=password~\nb=c,d\n"},
		"comment":    {"[a]\n# a token, or two\nb = c, d\n", "[a]\n# a token, or two\nb = c, d\n"},
		"list":       {"[a]\nb = [\"password\", \"plain\"]\nc = [\"d\", \"e\"]\n", "[a]\nb = [\"password\"~\nc = [\"d\", \"e\"]\n"},
		"prose":      {"Rotate the token, please.\nThen go on.\n", "Rotate the token~\nThen go on.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			masked := masker.Mask(znode.Root, []byte(test.data))
			if want := strings.ReplaceAll(test.want, "~", mask.Text); string(masked.Data) != want {
				t.Errorf("%q, want %q", masked.Data, want)
			}
		})
	}
}
