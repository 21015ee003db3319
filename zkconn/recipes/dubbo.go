package recipes

import (
	"net/url"
	"slices"
	"strings"
)

// dubbo is a service of Apache Dubbo. The root is the service's znode. The names below its children
// are percent-encoded URLs.
var dubbo = system{
	name: "Apache Dubbo",
	isRoot: func(names []string) bool {
		return hasAny(names, "providers", "consumers") && hasAny(names, "configurators", "routers")
	},
	rules: []rule{
		{"", "dubbo.service", nil},
		{"providers", "dubbo.providers", tellDubboURLs},
		{"providers/*", "dubbo.provider", tellDubboURL},
		{"consumers", "dubbo.consumers", tellDubboURLs},
		{"consumers/*", "dubbo.consumer", tellDubboURL},
		{"configurators", "dubbo.configurators", tellDubboURLs},
		{"configurators/*", "dubbo.configurator", tellDubboURL},
		{"routers", "dubbo.routers", tellDubboURLs},
		{"routers/*", "dubbo.router", tellDubboURL},
	},
}

// dubboCenter is the metadata that Dubbo 2.7.5 and later keeps beside the services.
var dubboCenter = system{
	name: dubbo.name,
	isRoot: func(names []string) bool {
		return hasAll(names, "mapping", "metadata") && slices.ContainsFunc(names, isInterface)
	},
	rules: []rule{
		{"", "dubbo.root", nil},
		{"mapping", "dubbo.mappings", nil},
		{"mapping/*", "dubbo.mapping", tellDubboMapping},
		{"metadata", "dubbo.metadata", nil},
		{"metadata/*", "dubbo.metadata_of", tellDubboInterface},
		{"metadata/*/*", "dubbo.metadata_of", tellDubboInterface},
		{"metadata/*/*/*", "dubbo.metadata_of", tellDubboInterface},
		{"metadata/*/*/*/*", "dubbo.metadata_of", tellDubboInterface},
		{"metadata/*/*/*/*/*", "dubbo.metadata_of", tellDubboInterface},
		{"config", "dubbo.config", nil},
		{"config/*", "dubbo.config", nil},
		{"config/*/*", "dubbo.config", nil},
	},
}

// isInterface reports whether name is that of a Java interface: it is in a package or in a class.
func isInterface(name string) bool {
	return strings.Contains(serviceOf(name), ".") || strings.Contains(serviceOf(name), "$")
}

// serviceOf returns the service that a znode is named for. Such names are percent-encoded if
// necessary.
func serviceOf(name string) string {
	if service, err := url.PathUnescape(name); err == nil {
		return service
	}
	return name
}

func tellDubboMapping(p *place) proof {
	p.say("applications", strings.ReplaceAll(p.text(), ",", ", "))
	tellDubboInterface(p)
	p.to(RelService, url.QueryEscape(p.on[1]))
	return open
}

func tellDubboInterface(p *place) proof {
	p.say("service", serviceOf(p.on[1]))
	return open
}

// tellDubboURLs describes a znode whose children are URLs of the service.
func tellDubboURLs(p *place) proof {
	p.say("service", serviceOf(p.root.Name()))
	names, _ := p.names(p.Path)
	if len(names) > 0 && p.dubboURL(names[0]) != nil {
		return proven
	}
	return open
}

// dubboURL parses a name that is a URL with the service in its path or query. It returns nil for
// any other name.
func (p *place) dubboURL(name string) *url.URL {
	text, err := url.PathUnescape(name)
	if err != nil || !strings.Contains(text, "://") {
		return nil
	}
	address, err := url.Parse(text)
	service := serviceOf(p.root.Name())
	if err != nil || service == "" || !strings.Contains(address.Path+address.RawQuery, service) {
		return nil
	}
	return address
}

func tellDubboURL(p *place) proof {
	address := p.dubboURL(p.on[1])
	if address == nil {
		return not
	}
	p.say("service", serviceOf(p.root.Name()))
	p.say("address", address.Host)
	p.say("protocol", address.Scheme)
	p.say("application", address.Query().Get("application"))
	return proven
}
