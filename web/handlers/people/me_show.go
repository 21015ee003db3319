package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// JSONMe is a person as the console knows them in a cluster, in the format that the documentation
// describes.
type JSONMe struct {
	User     string   `json:"user"` // "" without credentials
	Verified bool     `json:"verified"`
	Role     string   `json:"role"`
	Paths    []string `json:"paths"`
	Cluster  string   `json:"cluster"`
}

// ShowMe reports who is signed in to the cluster and what they may do there.
func (h *Handlers) ShowMe(c echo.Context, v site.Visit) error {
	person := v.Guard.Person
	me := JSONMe{User: person.User, Verified: person.Verified, Role: string(person.Role), Paths: site.PathsOf(person), Cluster: v.Cluster.Name}
	return site.SendJSON(c, http.StatusOK, me)
}
