package shares

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/auth/shares"
	"zkweb/web/handlers/site"
	pages "zkweb/web/views/shares"
	"zkweb/zkconn/znode"
)

// usualHours is how many hours a link lasts by default.
const usualHours = 24

// JSON is a link, in the format that the documentation describes.
type JSON struct {
	ID    string     `json:"id"`
	URL   string     `json:"url,omitempty"` // only in the answer when it is made
	Of    []JSONSide `json:"of"`
	Owner string     `json:"owner"`
	Made  time.Time  `json:"made"`
	Until time.Time  `json:"until"`
}

// JSONSide is a znode of a link.
type JSONSide struct {
	Cluster string `json:"cluster"`
	Path    string `json:"path"`
}

func shareJSON(share shares.Share) JSON {
	shown := JSON{ID: share.ID, Of: []JSONSide{}, Owner: share.Owner, Made: share.Made, Until: share.Until}
	for _, side := range share.Sides {
		shown.Of = append(shown.Of, JSONSide{side.Cluster, side.Path})
	}
	return shown
}

// ShowMake shows the form that makes a link to a znode.
func (h *Handlers) ShowMake(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Share, v.Path); err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, h.makePage(c, v, url.Values{"with": {c.QueryParam("with")}}))
}

func (h *Handlers) makePage(c echo.Context, v site.Visit, typed url.Values) pages.MakePage {
	return pages.MakePage{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, With: typed.Get("with"),
		Hours: cmp.Or(typed.Get("hours"), strconv.Itoa(usualHours)), Most: int(shares.MaxTime.Hours()),
	}
}

// Make makes a link, after recording it. On failure it shows the form again with the error, filled
// in.
func (h *Handlers) Make(c echo.Context, v site.Visit) error {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, form.Get("once"), form, func() error { return h.submit(c, v, form) })
}

func (h *Handlers) submit(c echo.Context, v site.Visit, form url.Values) error {
	err := h.Enter(c, &v)
	if err == nil {
		err = h.make(c, v, form)
	}
	if err == nil || site.AsksJSON(c) {
		return err
	}
	f := site.Describe(err, c)
	if f.Kind == znode.Internal || f.Kind == znode.Unauthenticated || errors.Is(err, people.ErrPolicy) {
		return err
	}
	f.SetRetryAfter(c)
	page := h.makePage(c, v, form)
	page.Problem = site.ProblemOf(c, err)
	return site.Render(c, f.Status, page)
}

func (h *Handlers) make(c echo.Context, v site.Visit, form url.Values) error {
	until, err := readHours(form)
	if err != nil {
		return err
	}
	visits, err := h.sides(c, v, form.Get("with"))
	if err != nil {
		return err
	}
	share, err := h.check(c, visits)
	if err != nil {
		return err
	}
	share.Until = until
	if err := record(c.Request().Context(), visits, until); err != nil {
		return err
	}
	access := make([]*auth.Outlasting, len(visits))
	for i, visit := range visits {
		if access[i], err = visit.SignIn.Keep(); err != nil {
			shares.End(access)
			return err
		}
	}
	token, made, err := h.Shares.Make(share, access)
	if err != nil {
		return err
	}
	link := h.Links.Shared(token)
	if site.AsksJSON(c) {
		shown := shareJSON(made)
		shown.URL = link
		return site.SendJSON(c, http.StatusOK, map[string]JSON{"share": shown})
	}
	return site.Said(c, http.StatusOK, pages.MadePage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, URL: link, Until: made.Until})
}

// record records that a link is made, once for each of its znodes, so that the auditors of each see
// it.
func record(ctx context.Context, visits []site.Visit, until time.Time) error {
	for i, visit := range visits {
		settings := map[string]string{"until": until.Format(time.RFC3339)}
		if len(visits) == 2 {
			other := visits[1-i]
			settings["with"] = other.Cluster.Name + ":" + other.Path.String()
		}
		if err := visit.Guard.Shared(ctx, visit.Path, settings); err != nil {
			return err
		}
	}
	return nil
}

// sides returns the visits of the znodes of a link: the one in the URL, and the one to compare it
// with, if any.
func (h *Handlers) sides(c echo.Context, v site.Visit, with string) ([]site.Visit, error) {
	if with == "" {
		return []site.Visit{v}, nil
	}
	other, err := h.Other(c, v, with, znode.CodeNotSignedInHere)
	if err != nil {
		return nil, err
	}
	return []site.Visit{v, other}, nil
}

// check fails if the person may not share, or not see, one of the znodes.
func (h *Handlers) check(c echo.Context, visits []site.Visit) (shares.Share, error) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	share := shares.Share{Owner: visits[0].Guard.Person.User}
	for _, v := range visits {
		if err := v.Guard.Check(ctx, people.Share, v.Path); err != nil {
			return share, visits[0].Elsewhere(v, err)
		}
		one, err := v.Guard.One(v.Path)
		if err == nil {
			_, _, err = one.GetLines(ctx)
		}
		if err != nil {
			return share, visits[0].Elsewhere(v, err)
		}
		share.Sides = append(share.Sides, shares.Side{Cluster: v.Cluster.Name, Path: v.Path.String(), Holder: v.SignIn.Holder()})
	}
	return share, nil
}

func readHours(form url.Values) (time.Time, error) {
	hours := usualHours
	if text := form.Get("hours"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > int(shares.MaxTime.Hours()) {
			return time.Time{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeShareHours, Args: znode.Args{"max": strconv.Itoa(int(shares.MaxTime.Hours()))}}
		}
		hours = n
	}
	return time.Now().UTC().Truncate(time.Second).Add(time.Duration(hours) * time.Hour), nil
}
