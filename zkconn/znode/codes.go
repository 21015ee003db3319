package znode

// Code says what went wrong, more closely than Kind: one code for each sentence
// that a person may be told. Its arguments stand beside it in braces. web/words
// has the sentences; a test finds a code without one. A code is kept in audit
// trails for ever: never change one, nor what it means.
type Code string

// Of the console's own policy.
const (
	CodeReadOnly     Code = "read_only"     // no change is allowed in this console
	CodeRoleForbids  Code = "role_forbids"  // {role} may not do this
	CodeOutsidePaths Code = "outside_paths" // the znode is outside the person's paths
	CodeOnTheWay     Code = "on_the_way"    // the znode only leads to the person's paths
	CodeRoleUnknown  Code = "role_unknown"  // the roles are {roles}
)

// Of the user directory.
const (
	CodeDirectoryMissing Code = "directory_missing" // there is no directory at {path}
	CodeDirectoryOpen    Code = "directory_open"    // the ACL of {path} gives {who} {perms}, so that others than administrators could make people
	CodeACLsUnchecked    Code = "acls_unchecked"    // the server showed what its ACL forbids: it does not check ACLs
	CodeNotAdministrator Code = "not_administrator" // the credentials are not an administrator's of {path}
	CodeNoAdministrator  Code = "no_administrator"  // the ACL of {path} names no administrator
	CodeUserExists       Code = "user_exists"       // there is a user of this name already
	CodeNoSuchUser       Code = "no_such_user"      // there is no user of this name
	CodeUserName         Code = "user_name"         // no znode can have this name
	CodePasswordShort    Code = "password_short"    // a password has at least {min} characters
	CodeSignInRefused    Code = "sign_in_refused"   // the one answer to all whom the directory does not prove; the cause tells why
)

// Why the directory refused somebody, for the log and the trail.
const (
	CodeUserUnknown   Code = "user_unknown"   // the directory has no such user
	CodePasswordWrong Code = "password_wrong" // the password does not open the profile
	CodeUserDisabled  Code = "user_disabled"  // the profile is disabled
	CodeProfileScheme Code = "profile_scheme" // the profile's ACL has an entry of {scheme}, which proves nobody
	CodeProfileOwn    Code = "profile_own"    // the profile's ACL gives its user {perms}, which is not READ alone
	CodeProfileShared Code = "profile_shared" // the profile's ACL gives {who} {perms}, who is no administrator
)

// Why a profile cannot be used.
const (
	CodeProfileTooLarge   Code = "profile_too_large"  // it has over {bytes} bytes
	CodeProfileJSON       Code = "profile_json"       // it is not JSON of the form
	CodeProfileField      Code = "profile_field"      // it has a field that is unknown, or one twice
	CodeProfileIncomplete Code = "profile_incomplete" // its role or its paths are missing
	CodeProfilePaths      Code = "profile_paths"      // it has over {max} paths
	CodeProfilePath       Code = "profile_path"       // one of its paths is not a path
	CodeProfileLocale     Code = "profile_locale"     // its locale is not one
)
