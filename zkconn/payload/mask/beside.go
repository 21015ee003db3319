package mask

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
)

// secretsBeside reports for each child of parent whether it is a secret because of its siblings,
// whatever its name.
func (w *walk) secretsBeside(parent *format.Item) []bool {
	beside := make([]bool, len(parent.Children))
	kubernetes, webKey, input, ensemble, vault, generated := isKubernetesSecret(parent), isWebKey(parent), isPasswordInput(parent), hasServers(parent), isVault(parent), isGenerated(parent)
	for i, child := range parent.Children {
		switch child.Name {
		case "data", "stringData":
			beside[i] = kubernetes
		case "d", "k", "p", "q", "dp", "dq", "qi", "oth":
			beside[i] = webKey
		case "value", "default":
			beside[i] = input
		case "result":
			beside[i] = generated
		case "auth":
			beside[i] = isLogin(child)
		case "key":
			beside[i] = parent.Name == "encrypt" && isPasswordLike(leafText(child))
		case "keys", "keys_base64", "recovery_keys", "recovery_keys_base64", "unseal_keys_b64", "unseal_keys_hex", "recovery_keys_b64", "recovery_keys_hex":
			beside[i] = vault
		case "identity":
			beside[i] = ensemble && isZooKeeperLogin(child)
		}
	}
	if parent.List && len(parent.Children) > 1 && parent.Children[0].Leaf {
		words := make([]string, len(parent.Children))
		for i, child := range parent.Children {
			words[i] = child.Text
		}
		for _, found := range commandSecrets(words) {
			beside[found.word] = true
		}
		if len(words) == 2 && foldName(parent.Name) == "auth" && isPasswordLike(words[1]) {
			beside[1] = true
		}
	}
	return beside
}

// isPasswordLike reports whether a word has letters and digits and is not the name of an
// authentication method.
func isPasswordLike(word string) bool {
	const least = 6
	return len(word) >= least && strings.ContainsAny(word, "0123456789") && !strings.ContainsAny(word, " /:") &&
		strings.ToLower(word) != strings.ToUpper(word) && !wayToSignIn.MatchString(word)
}

var wayToSignIn = regexp.MustCompile(`^(?i:api|basic|digest|hmac|http|jwt|kerberos|ldap|md|mtls|ntlm|oauth|open|plain|saml|scram|sha|ssl|tls|x509)`)

// isWebKey reports whether parent is a JSON web key.
func isWebKey(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "kty" })
}

// isPasswordInput reports whether parent is a form field for a password.
func isPasswordInput(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "type" && child.Text == "password" })
}

// isGenerated reports whether parent is what Terraform stores of a password that it generated.
func isGenerated(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "length" }) &&
		slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "special" })
}

// isLogin reports whether a leaf is user:password in base64, as Docker writes it.
func isLogin(leaf *format.Item) bool {
	login, err := base64.StdEncoding.DecodeString(leaf.Text)
	return err == nil && bytes.IndexByte(login, ':') >= 0 && format.Readable(login)
}

// isVault reports whether parent is the output of the initialization of Vault, which has its keys.
func isVault(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "root_token" })
}

// hasServers reports whether parent lists the servers of ZooKeeper, as ClickHouse's configuration
// does.
func hasServers(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "node" && !child.Leaf })
}

// isZooKeeperLogin reports whether child, a sibling of ZooKeeper's servers, is user:password.
func isZooKeeperLogin(child *format.Item) bool {
	if !child.Leaf && len(child.Children) == 1 {
		child = child.Children[0] // the text of an element
	}
	return child.Leaf && strings.Contains(child.Text, ":") && !strings.ContainsAny(child.Text, "/ ")
}

// namingChild returns the index of the child that says that its siblings are secrets, as in
// {"name": "DB_PASSWORD", "value": "…"}, or -1 if there is none.
func (w *walk) namingChild(parent *format.Item) int {
	naming := slices.IndexFunc(parent.Children, func(child *format.Item) bool { return namesAnother(child.Name) && w.endsInName(child) })
	if naming >= 0 && (isSchema(parent) && w.isHarmlessSchema(parent) || isSecurityScheme(parent) || isService(parent) || isReference(parent.Name) || isOfEnvironment(parent) || isMount(parent) || isRequestPart(parent)) {
		return -1
	}
	if naming < 0 && areNumbered(parent.Children) {
		naming = slices.IndexFunc(parent.Children, func(child *format.Item) bool {
			return w.endsInName(child) || child.List && slices.ContainsFunc(child.Children, w.endsInName)
		})
	}
	return naming
}

// areNumbered reports whether all items have numbers for names, like the fields of a protobuf
// message without its schema, where one field may hold the name of another. In HBase's messages, a
// "@writer" stands beside them.
func areNumbered(children []*format.Item) bool {
	for _, child := range children {
		if child.Name == "" || child.Name != "@writer" && strings.Trim(child.Name, "0123456789") != "" {
			return false
		}
	}
	return len(children) > 1
}

// isService reports whether parent registers an instance of a service. Its name is that of what the
// service does.
func isService(parent *format.Item) bool {
	has := map[string]bool{}
	for _, child := range parent.Children {
		has[foldName(child.Name)] = true
	}
	place := has["address"] || has["host"] || has["hostname"] || has["ip"]
	return place && (has["port"] || has["servicetype"]) && !has["value"] && !has["val"] && !has["data"] && !has["content"] && !has["default"]
}

// isOfEnvironment reports whether parent names the environment variable that holds a secret, as in
// Druid's configuration.
func isOfEnvironment(parent *format.Item) bool {
	return len(parent.Children) == 2 && slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "type" && child.Text == "environment" })
}

// isMount reports whether parent says where a volume is mounted. The name of a volume tells what it
// holds.
func isMount(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "mountPath" })
}

// isRequestPart reports whether parent is a part of a request as OpenAPI describes it.
func isRequestPart(parent *format.Item) bool {
	in, schema := false, false
	for _, child := range parent.Children {
		in = in || child.Name == "in" && child.Leaf
		schema = schema || child.Name == "schema" && isSchema(child)
		if child.Name == "example" || child.Name == "default" || child.Name == "value" {
			return false
		}
	}
	return in && schema
}

// isReference reports whether the value under a key refers to a secret.
func isReference(name string) bool {
	words := nameWords(name)
	return len(words) > 1 && slices.Contains([]string{"ref", "refs", "reference"}, words[len(words)-1])
}

// isListOfNames reports whether all elements of a list are names of secrets, such as a list of
// fields to leave out. Such elements are not secrets.
func (w *walk) isListOfNames(parent *format.Item) bool {
	return parent.List && len(parent.Children) > 1 && !slices.ContainsFunc(parent.Children, func(child *format.Item) bool {
		return !child.Leaf || child.Name != "" || strings.HasPrefix(child.Text, "-") || strings.ContainsAny(child.Text, " /:=") || !w.masker.isSecret(child.Text)
	})
}

// listsNames reports whether the elements of a list under key are names, so that an element is not
// the value for the one before it.
func listsNames(key string) bool {
	switch foldName(key) {
	case "required", "fields", "columns", "includes", "excludes", "properties", "scopes", "services", "topics", "resources", "permissions":
		return true
	}
	return strings.HasSuffix(foldName(key), "types") || strings.HasSuffix(foldName(key), "supported")
}

// isKubernetesSecret reports whether parent is a Secret of Kubernetes, whose data is secret under
// any name.
func isKubernetesSecret(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "kind" && child.Text == "Secret" })
}
