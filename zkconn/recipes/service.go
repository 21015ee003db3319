package recipes

import (
	"net"
	"strconv"

	"zkweb/zkconn/znode"
)

// recogniseService recognises an instance of a service in Curator's service discovery: JSON with
// the service's name and the instance's ID, which are also those in the path.
func recogniseService(seen Seen) *Recipe {
	var instance struct {
		Name                string
		ID                  string
		Address             string
		Port, SSLPort       *int
		RegistrationTimeUTC *int64
	}
	if !parseJSON(seen.Data, &instance) || instance.RegistrationTimeUTC == nil ||
		instance.ID != seen.Path.Name() || instance.Name != seen.Path.Parent().Name() {
		return nil
	}
	address := instance.Address
	if port := instance.Port; port != nil {
		address = net.JoinHostPort(address, strconv.Itoa(*port))
	} else if port := instance.SSLPort; port != nil {
		address = net.JoinHostPort(address, strconv.Itoa(*port))
	}
	recipe := &Recipe{Of: curator, Code: "service.instance", Args: znode.Args{"service": instance.Name, "address": address}}
	recipe.Links = append(recipe.Links, Link{RelService, seen.Path.Parent()})
	return recipe
}
