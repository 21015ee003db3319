package changes

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// TestATransactionIsReadAsFarAsItMayGo checks that nothing after MaxOps ops is read, so that a body
// of empty ops takes little memory.
func TestATransactionIsReadAsFarAsItMayGo(t *testing.T) {
	for _, test := range []struct {
		ops  string
		code znode.Code
	}{
		{strings.Repeat("{},", MaxOps-1) + "{}", ""},
		{strings.Repeat("{},", MaxOps) + "{}", znode.CodeMultiOps},
		{strings.Repeat("{},", MaxOps) + `{"op":1}`, znode.CodeMultiOps},
		{strings.Repeat("{},", MaxOps-1) + `{"op":1}`, znode.CodeMultiJSON},
		{`{"nothing":1}`, znode.CodeMultiJSON},
		{"", znode.CodeMultiOps},
	} {
		r := httptest.NewRequest("POST", "/c/main/multi", strings.NewReader(`{"ops":[`+test.ops+`]}`))
		r.Header.Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
		form, err := readMulti(r)
		if znode.CodeOf(err) != test.code || err == nil && len(form.Ops) != MaxOps {
			t.Errorf("…%s: %d ops, %v; want %q", test.ops[max(0, len(test.ops)-20):], len(form.Ops), err, test.code)
		}
	}
	for _, body := range []string{`{"ops":{}}`, `{"ops":null}`, `{"ops":"a"}`, `{"ops":[}`, `{}`} {
		r := httptest.NewRequest("POST", "/c/main/multi", strings.NewReader(body))
		r.Header.Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
		if _, err := readMulti(r); znode.KindOf(err) != znode.Invalid {
			t.Errorf("%s: %v", body, err)
		}
	}
}
