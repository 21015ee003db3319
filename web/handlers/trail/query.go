package trail

import (
	"time"

	"zkweb/auth/audit"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
	"zkweb/zkconn/znode"
)

// readAuditQuery parses the query of the audit page. The trail checks its choices.
func readAuditQuery(raw string) (trail.Query, error) {
	values, err := site.ParseQuery(raw)
	if err != nil {
		return trail.Query{}, err
	}
	query := trail.Query{
		User:    values.Get("user"),
		Path:    values.Get("path"),
		Event:   values.Get("event"),
		Outcome: values.Get("outcome"),
		Cluster: values.Get("cluster"),
		After:   values.Get("after"),
		Format:  values.Get("format"),

		Revealed: values.Get("revealed"),
	}
	if query.From, err = readTime(values.Get("from")); err != nil {
		return trail.Query{}, err
	}
	if query.To, err = readTime(values.Get("to")); err != nil {
		return trail.Query{}, err
	}
	return query, nil
}

// timeForms are the formats of times: RFC 3339, and shorter forms of it. A time without a zone is
// in UTC.
var timeForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly}

func readTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailTime}
}

// filter returns the trail's filter for a query, within the given scopes; nil is everything.
func filter(query trail.Query, within []audit.Scope) audit.Filter {
	return audit.Filter{
		User:    query.User,
		Path:    query.Path,
		Event:   audit.Event(query.Event),
		Outcome: audit.Outcome(query.Outcome),
		Cluster: query.Cluster,
		Within:  within,
		From:    query.From,
		To:      query.To,
		After:   query.After,

		Revealed: query.Revealed,
	}
}
