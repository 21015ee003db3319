package people

import (
	"cmp"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// ChooseLanguage handles the choice of a language, and redirects to the page where it was made.
func (h *Handlers) ChooseLanguage(c echo.Context, _ site.Visit) error {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	chosen := words.Language(form.Get("language"))
	if chosen == nil {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeLanguageUnknown, Args: znode.Args{"languages": languages()}}
	}
	h.KeepLanguage(c, chosen)
	return site.SeeOther(c, cmp.Or(h.checkedNext(form.Get("next")), h.Links.Home()))
}

func languages() string {
	var all []string
	for _, w := range words.Languages {
		all = append(all, w.Lang)
	}
	return strings.Join(all, ", ")
}
