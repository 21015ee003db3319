package changes

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

func FuzzReadNodeForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "name=a&data=x%0D%0Ay&version=3&reveal=1&reason=z")
	f.Add("application/x-www-form-urlencoded", "data=%ff%00")
	part := "--x\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
	f.Add("multipart/form-data; boundary=x", part+"--x\r\nContent-Disposition: form-data; name=version\r\n\r\n7\r\n--x--\r\n")
	f.Add("multipart/form-data; boundary=x", strings.Repeat(part, MaxParts+1))
	f.Add("multipart/form-data; boundary=x", part+"--x\r\nContent-Disposition: form-data; name=data\r\n\r\n\xff")
	f.Add("multipart/form-data", part)
	f.Fuzz(func(t *testing.T, contentType, body string) {
		form, err := readNodeForm(posted(contentType, body))
		if kind := znode.KindOf(err); err != nil && kind != znode.Invalid && kind != znode.TooLarge {
			t.Errorf("%q as %q: kind %s", body, contentType, kind)
		}
		if err == nil && (!utf8.ValidString(form.text) || strings.Contains(form.text, "\x00")) {
			t.Errorf("%q as %q: the text is %q", body, contentType, form.text)
		}
		if data, err := form.data(edit.New()); len(data) > session.MaxData && err == nil {
			t.Errorf("%d bytes would be stored", len(data))
		}
	})
}

func posted(contentType, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return r
}
