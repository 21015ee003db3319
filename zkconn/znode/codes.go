package znode

// Code says what went wrong, more closely than Kind: one code for each sentence
// that a person may be told. Its arguments stand beside it in braces. web/words
// has the sentences; a test finds a code without one. A code is kept in audit
// trails for ever: never change one, nor what it means.
type Code string

// Of the console's own policy.
const (
	CodeReadOnly        Code = "read_only"         // no change is allowed in this console
	CodeClusterReadOnly Code = "cluster_read_only" // no change is allowed in this cluster
	CodeRoleForbids     Code = "role_forbids"      // {role} may not do this
	CodeOutsidePaths    Code = "outside_paths"     // the znode is outside the person's paths
	CodeConfined        Code = "confined"          // it is about all znodes, and the person's paths are limited
	CodeOnTheWay        Code = "on_the_way"        // the znode only leads to the person's paths
	CodeHoldsMask       Code = "holds_mask"        // data to be written holds {mask}, which stands for a secret
	CodeMadeAnew        Code = "made_anew"         // the znode was deleted and made anew since it was read
	CodeNoReason        Code = "no_reason"         // nothing is revealed without a reason
	CodeTooManyReveals  Code = "too_many_reveals"  // the person has revealed secrets {max} times within a minute
	CodeRoleUnknown     Code = "role_unknown"      // the roles are {roles}
)

// Of requests as a whole.
const (
	CodeTimedOut        Code = "timed_out"          // ZooKeeper did not answer within a request's time
	CodeFault           Code = "fault"              // the console has a fault: its log has more under {request}
	CodeNoPage          Code = "no_page"            // no page has this address
	CodeMethod          Code = "method"             // this address does not take this HTTP method
	CodeRequest         Code = "request"            // the HTTP request is none
	CodeQueryEncoding   Code = "query_encoding"     // the address's query is not encoded as one
	CodeCrossOrigin     Code = "cross_origin"       // the form came from a page of another site
	CodeHostDiffers     Code = "host_differs"       // the form came from a page of {origin}, and the request names {host}
	CodeClusterUnknown  Code = "cluster_unknown"    // no cluster has this name
	CodeNotSignedIn     Code = "not_signed_in"      // nobody is signed in
	CodeNotSignedInHere Code = "not_signed_in_here" // nobody is signed in to this cluster
	CodeTooManySignIns  Code = "too_many_sign_ins"  // from one address
	CodeTooManyForName  Code = "too_many_for_name"  // sign-ins under one name
	CodeStreamsFull     Code = "streams_full"       // as many event streams are open as can be
	CodeStreamsTooMany  Code = "streams_too_many"   // this person has too many event streams open
	CodeUploadsFull     Code = "uploads_full"       // as many forms with data are being read as can be
	CodeFilesBusy       Code = "files_busy"         // other files that are being read take all the memory for that
	CodeUploadsTooMany  Code = "uploads_too_many"   // this person is sending too many forms with data
	CodeTrailNone       Code = "trail_none"         // this console keeps no trail
	CodeTrailTime       Code = "trail_time"         // a time in the trail's filter is none
	CodeReportsFull     Code = "reports_full"       // as many reports of the trail are being made as can be
	CodeTrailExportForm Code = "trail_export_form"  // the trail has no such format
	CodeSilenceReason   Code = "silence_reason"     // no finding is silenced without a reason of at most {max} bytes
	CodeSilenceDays     Code = "silence_days"       // a finding is silenced for 1 to {max} days
	CodeSilenceFinding  Code = "silence_finding"    // the cluster has no such finding
	CodeLanguageUnknown Code = "language_unknown"   // the languages are {languages}
	CodeRevealForm      Code = "reveal_form"        // secrets are not revealed in that format
	CodeShareGone       Code = "share_gone"         // this link is over, or never was one
	CodeShareAsleep     Code = "share_asleep"       // whoever made this link has to come back first
	CodeShareHours      Code = "share_hours"        // a link lasts from 1 to {max} hours
	CodeSharesFull      Code = "shares_full"        // this person has {max} links, or there are as many as can be
	CodeShareUnkept     Code = "share_unkept"       // links cannot be written down
	CodeShareEndUnkept  Code = "share_end_unkept"   // a link is over, and that is not written down yet
	CodeSharesTooMany   Code = "shares_too_many"    // links were opened too often from one address
	CodeSessionsUntold  Code = "sessions_untold"    // the servers have not told of their clients in time
	CodeSessionsPart    Code = "sessions_part"      // {listed} of the ensemble's {servers}, 0 for untold, have told of their clients
	CodeSessionUnknown  Code = "session_unknown"    // no server knows this session
	CodeSessionID       Code = "session_id"         // this is no id of a session
)

// Of a path: no znode can have it.
const (
	CodePathStart     Code = "path_start"      // it does not start with a slash
	CodePathEnd       Code = "path_end"        // it ends with a slash
	CodePathTooLong   Code = "path_too_long"   // it has {bytes} bytes, over {max}
	CodePathEmptyName Code = "path_empty_name" // two of its slashes stand side by side
	CodePathRelative  Code = "path_relative"   // a segment is "." or ".."
	CodePathNotUTF8   Code = "path_not_utf8"   // it is not UTF-8
	CodePathNameSlash Code = "path_name_slash" // a name in it has a slash
	CodePathCharacter Code = "path_character"  // ZooKeeper refuses its {character}
)

// Of what is typed into the path box.
const (
	CodeCommandChanges Code = "command_changes" // {command} changes something, and the box only leads to znodes
)

// Of the query for a znode's children.
const (
	CodeFilter      Code = "filter"       // no name can hold it: it has over {max} bytes or is not UTF-8
	CodeSort        Code = "sort"         // there is no such order; there are {columns}
	CodeLimit       Code = "limit"        // it is not a number from 1 to {max}
	CodeCursor      Code = "cursor"       // it is no place in a list
	CodeCursorStale Code = "cursor_stale" // it belongs to another order or filter
)

// Of comparisons.
const (
	CodeCompareSignIn Code = "compare_sign_in" // nobody is signed in to {cluster}, which is to be compared with
)

// Of exports and what is read from them.
const (
	CodePerms           Code = "perms"            // permissions are other letters than c, d, r, w and a
	CodeExportForm      Code = "export_form"      // there is no such format of exports; there are {ways}
	CodeExportForeign   Code = "export_foreign"   // the file is no export that the console knows
	CodeExportScript    Code = "export_script"    // the file is a script for zkCli, which is not read back
	CodeExportVersion   Code = "export_version"   // it is of a version of the format that this console does not know: {version}
	CodeExportCut       Code = "export_cut"       // it ends before its end
	CodeExportStopped   Code = "export_stopped"   // it is of a part only: a bound ended it
	CodeExportChanged   Code = "export_changed"   // it is not as it was written: its sum or its counts are others
	CodeExportLine      Code = "export_line"      // its line {line} does not say what it must
	CodeExportLong      Code = "export_long"      // its line {line} is longer than {mib} MiB
	CodeExportLarge     Code = "export_large"     // it unpacks to more than {mib} MiB
	CodeExportFiles     Code = "export_files"     // an archive of more than {files} files, or {mib} MiB
	CodeImportParent    Code = "import_parent"    // what it would lie below is not imported
	CodeImportMasked    Code = "import_masked"    // its secrets are masked in the file
	CodeImportMissing   Code = "import_missing"   // its data is not in the file
	CodeImportEphemeral Code = "import_ephemeral" // it is ephemeral: of a session
	CodeImportDigest    Code = "import_digest"    // the file has "x" in the place of a digest in its ACL
	CodeImportSystem    Code = "import_system"    // it is ZooKeeper's own
	CodeImportConflicts Code = "import_conflicts" // {conflicts} znodes are there with other data
	CodeImportMoved     Code = "import_moved"     // what is there has changed since the plan
	CodeImportGone      Code = "import_gone"      // the file is no longer kept
	CodeImportOnto      Code = "import_onto"      // there is no such way with conflicts; there are {ways}
	CodeImportACL       Code = "import_acl"       // there is no such way with ACLs; there are {ways}
	CodeImportLarge     Code = "import_large"     // it has more than {znodes} znodes or {mib} MiB of data
	CodeNoUpload        Code = "no_upload"        // the form has no file
	CodeUploadLarge     Code = "upload_large"     // the file is larger than {mib} MiB
	CodeUploadSpace     Code = "upload_space"     // the console has no room to keep the file
)

// Of finds below a znode.
const (
	CodeFindPattern    Code = "find_pattern"     // the pattern has over {max} bytes or is not UTF-8
	CodeFindGlob       Code = "find_glob"        // the pattern of names is none
	CodeFindRegexp     Code = "find_regexp"      // the regular expression is none of RE2
	CodeFindRegexpLong Code = "find_regexp_long" // the regular expression asks for too much work
	CodeFindMatch      Code = "find_match"       // there is no such way to write a pattern; there are {ways}
	CodeFindKind       Code = "find_kind"        // there is no such kind of znode; there are {ways}
	CodeFindOwner      Code = "find_owner"       // the owner is no session id
	CodeFindSince      Code = "find_since"       // the time is none
	CodeFindSize       Code = "find_size"        // the size is no number of bytes
	CodeFindACL        Code = "find_acl"         // it is not scheme:id
	CodeFindBound      Code = "find_bound"       // the bound is not a number from 1 to {max}
	CodeFindBy         Code = "find_by"          // there is no such order; there are {ways}
	CodeACLsFormat     Code = "acls_format"      // a report of ACLs is not given in this form; there are {ways}
	CodeFindsFull      Code = "finds_full"       // as many finds run as can
	CodeFindsTooMany   Code = "finds_too_many"   // too many finds of this person run
	CodeFindEnded      Code = "find_ended"       // the person may no longer read
)

// Of forms.
const (
	CodeFormEncoding Code = "form_encoding"  // the form is not encoded as {encoding}
	CodeFormLate     Code = "form_late"      // the form did not arrive in time
	CodeFormTooLong  Code = "form_too_long"  // the form has over {kib} KiB
	CodeFieldTooLong Code = "field_too_long" // a field of the form has over {bytes} bytes
	CodeDataTooLong  Code = "data_too_long"  // the data has over {bytes} bytes
	CodeTextNotUTF8  Code = "text_not_utf8"  // the form's text is not UTF-8
	CodeTextNUL      Code = "text_nul"       // the form's text holds U+0000
	CodeTextControl  Code = "text_control"   // the form's text holds control characters
	CodeTextLineEnds Code = "text_line_ends" // the form's text has line ends of several kinds
	CodeTextAndFile  Code = "text_and_file"  // the form has both a text and a file
	CodeNullAndData  Code = "null_and_data"  // the form asks for null and has data
	CodeTextNotHex   Code = "text_not_hex"   // the form's text is not bytes in hexadecimal, from {line} and {column} on
	CodeFormEmpty    Code = "form_empty"     // the form has neither a text nor a file
	CodeVersion      Code = "version"        // the form's version is none
	CodeNameMissing  Code = "name_missing"   // the new znode has no name

	CodeTextUnspelled      Code = "text_unspelled"      // the character set {view} has no character for what the form's text has at {line} and {column}
	CodeNotJSON            Code = "not_json"            // the form asks for its JSON to be indented, and it is none
	CodeNotMerged          Code = "not_merged"          // the form asks for a merge of texts that cannot be merged line by line
	CodeEncodingUnknown    Code = "encoding_unknown"    // there is no such encoding; there are {ways}
	CodeCompressionUnknown Code = "compression_unknown" // there is no such compression; there are {ways}
)

// Of an ACL that is to be set.
const (
	CodeACLForm       Code = "acl_form"        // it is not written scheme:id:perms
	CodeACLEmpty      Code = "acl_empty"       // it has no entry
	CodeACLTooMany    Code = "acl_too_many"    // it has over {max} entries
	CodeACLWorld      Code = "acl_world"       // the scheme world has the id anyone alone
	CodeACLDigest     Code = "acl_digest"      // the id of a digest is user:hash
	CodeACLHidden     Code = "acl_hidden"      // a digest in it is hidden by the server
	CodeACLAversion   Code = "acl_aversion"    // the form's aversion is none
	CodeACLCzxid      Code = "acl_czxid"       // the form's czxid is no number
	CodeACLAlgorithm  Code = "acl_algorithm"   // digests are not made so; there are {ways}
	CodeACLMode       Code = "acl_mode"        // entries are not applied so
	CodeACLBelow      Code = "acl_below"       // below it are more than {max} znodes, or more than can be looked at in time
	CodeACLWouldEmpty Code = "acl_would_empty" // the ACL would have no entry
	CodeACLBelowMoved Code = "acl_below_moved" // {then} ACLs were to change, and now {now} are
	CodeACLWarned     Code = "acl_warned"      // {warnings} was not confirmed
	CodeACLAdmin      Code = "acl_admin"       // only who has ADMIN sets the ACL
	CodeACLChanged    Code = "acl_changed"     // the ACL was set since it was read
)

// Of keeping what changes replace, and of taking changes back.
const (
	CodeKeepTooLarge    Code = "keep_too_large"   // nothing was changed: what it would replace is more than is kept
	CodeVaultFailing    Code = "vault_failing"    // nothing was changed: what it would replace could not be kept
	CodeVaultUnread     Code = "vault_unread"     // what a change replaced cannot be read
	CodeVaultKey        Code = "vault_key"        // what a change replaced was sealed with another key
	CodeKeptNoLonger    Code = "kept_no_longer"   // what a change replaced is no longer kept; {znodes}, where it is about several
	CodeUndoOff         Code = "undo_off"         // this console keeps nothing of what changes replace; {znodes}, where it is about several
	CodeUndoNone        Code = "undo_none"        // there is no such entry about a cluster that the person is signed in to
	CodeUndoUnkept      Code = "undo_unkept"      // nothing is kept for this entry; {znodes}, where it is about several
	CodeUndoNotMade     Code = "undo_not_made"    // the change was not made
	CodeUndoUnknown     Code = "undo_unknown"     // nobody knows whether the change was made
	CodeUndoRepeated    Code = "undo_repeated"    // the change went over one znode twice, or made sequential ones among others; {znodes}, where it is about several
	CodeUndoUnrecorded  Code = "undo_unrecorded"  // nothing is kept, and the history does not have the change; {znodes}, where it is about several
	CodeUndoLarge       Code = "undo_large"       // it replaced more than {mib} MiB, which are too much for once; {znodes}, where it is about several
	CodeUndoMany        Code = "undo_many"        // it is {changes} changes, of which {most} at most are taken back
	CodeTransactionNone Code = "transaction_none" // the history has no such transaction, or not for the person
	CodeUndoUnread      Code = "undo_unread"      // the znode could not be read before the change
	CodeUndoUnseen      Code = "undo_unseen"      // the person may not read what was there; {znodes}, where it is about several
	CodeUndoChanged     Code = "undo_changed"     // the znode was changed since
	CodeUndoGone        Code = "undo_gone"        // the znode was deleted since
	CodeUndoThere       Code = "undo_there"       // the znode was made anew since
	CodeUndoEphemeral   Code = "undo_ephemeral"   // an ephemeral znode does not come back
)

// Of several changes that are made together.
const (
	CodeMultiOps      Code = "multi_ops"       // there are none, or over {max}
	CodeMultiOp       Code = "multi_op"        // there is no such op
	CodeMultiMode     Code = "multi_mode"      // there is no such mode of creating, or its TTL is missing
	CodeMultiJSON     Code = "multi_json"      // the JSON is not that of a transaction: {fault}, in English
	CodeMultiData     Code = "multi_data"      // the data is not in the encoding that it names
	CodeMultiTooLarge Code = "multi_too_large" // together they have over {bytes} bytes

	CodeOpEphemeral      Code = "op_ephemeral"      // it would live by the session of whoever applies it
	CodeOpParent         Code = "op_parent"         // by then nothing is there that it could be created below
	CodeOpUnseen         Code = "op_unseen"         // what it would change, or make, is not the person's to read
	CodeTransactionFull  Code = "transaction_full"  // over {max} changes are collected
	CodeTransactionsFull Code = "transactions_full" // all sign-ins together have collected more than the console keeps
	CodeTransactionMoved Code = "transaction_moved" // the list is not the one that was seen, or is being applied
	CodeTransactionEmpty Code = "transaction_empty" // there is nothing to apply
	CodeTransactionDo    Code = "transaction_do"    // nothing is done to a transaction under such a name
)

// Of a quota.
const (
	CodeQuotaChroot  Code = "quota_chroot"  // quotas lie outside the cluster's chroot
	CodeQuotaPath    Code = "quota_path"    // the root and ZooKeeper's own znodes have none
	CodeQuotaAbove   Code = "quota_above"   // {path} above has one already
	CodeQuotaBelow   Code = "quota_below"   // {path} below has one already
	CodeQuotaChanged Code = "quota_changed" // it was set since it was read
	CodeQuotaLimit   Code = "quota_limit"   // a limit is not a number from 0 to {max}
)

// Of changing a znode.
const (
	CodeModeUnknown     Code = "mode_unknown"     // there is no such kind of znode; there are {ways}
	CodeTTL             Code = "ttl"              // the TTL is not a number of milliseconds from 1 to {max}
	CodeNoContainers    Code = "no_containers"    // the server knows no container znodes
	CodeNoTTL           Code = "no_ttl"           // the server knows no TTL znodes, or they are not enabled
	CodeSequenceTaken   Code = "sequence_taken"   // the number that ZooKeeper gives next is that of a znode there is
	CodeParentGone      Code = "parent_gone"      // the znode to create below is gone
	CodeParentEphemeral Code = "parent_ephemeral" // an ephemeral znode has no children
	CodeParentACL       Code = "parent_acl"       // who signed in without credentials cannot copy the parent's ACL
	CodeNeverDeleted    Code = "never_deleted"    // ZooKeeper never deletes this znode
	CodeHasChildren     Code = "has_children"     // it has {children} children
	CodeDataUnread      Code = "data_unread"      // the data cannot be read here, so it cannot be edited as text
	CodeDataNotText     Code = "data_not_text"    // the data is not text, or not in an encoding that would write it again
	CodeDataUnpacked    Code = "data_unpacked"    // the data is in {layer}, which is read and not written
	CodeDataNotInBox    Code = "data_not_in_box"  // the data has {bytes} bytes, a text box at most {max}
	CodeDataControl     Code = "data_control"     // the data holds control characters
	CodeDataLineEnds    Code = "data_line_ends"   // the data has line ends of several kinds
)

// Of reading a znode: ZooKeeper refused one part of it.
const (
	CodeReadDenied Code = "read_denied" // READ is given to {readers}: "nobody"; none where the ACL is not known
	CodeACLDenied  Code = "acl_denied"  // the ACL is for those with READ or ADMIN
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
	CodePasswordUnusable Code = "password_unusable" // the server does not open the profile by the password, for the reason {why}, a code: nothing was changed
	CodeDigestUnknown    Code = "digest_unknown"    // the server hashes digests in a way that is not known here
	CodeSignInRefused    Code = "sign_in_refused"   // the one answer to all whom the directory does not prove; the cause tells why
)

// CodeFormMzxid is of the forms that change a znode.
const CodeFormMzxid Code = "form_mzxid" // the form's mzxid is not a number

// Of console sessions.
const (
	CodeSignedOut          Code = "signed_out"           // the sign-in has ended: the person may no longer sign in, or has another password
	CodeSignedOutMeanwhile Code = "signed_out_meanwhile" // while signing in
	CodeSignedInMeanwhile  Code = "signed_in_meanwhile"  // by another request of the same browser
	CodeConsoleFull        Code = "console_full"         // too many console sessions
	CodeSessionIdle        Code = "session_idle"         // nothing was asked for in {after}
	CodeSessionOld         Code = "session_old"          // it was {after} old
	CodeSignedInAgain      Code = "signed_in_again"      // somebody signed in to the cluster again in the same browser
	CodeTakenOver          Code = "taken_over"           // somebody else signed in, in the same browser
	CodeNoSuchSession      Code = "no_such_session"      // or it has ended already
	CodeNameRequired       Code = "name_required"        // nobody signs in without credentials where there is a directory
)

// Of jobs: work that outlasts its page.
const (
	CodeNoSuchJob      Code = "no_such_job"     // or it is somebody else's
	CodeJobOver        Code = "job_over"        // it has ended, so that there is nothing to pause, resume or cancel
	CodeJobInterrupted Code = "job_interrupted" // the console ended meanwhile: whoever began it resumes it
	CodeJobUnreported  Code = "job_unreported"  // its report cannot be written
	CodeJobUnkept      Code = "job_unkept"      // it did not begin: that cannot be written
	CodeJobKind        Code = "job_kind"        // another version of the console began it
	CodeJobOfAnother   Code = "job_of_another"  // who resumes it lends it their rights
	CodeJobGoesOn      Code = "job_goes_on"     // it is not over, so that it cannot be taken back
	CodeJobForgotten   Code = "job_forgotten"   // the console ended meanwhile, and what it was told was not kept: it may hold secrets, and there is no key to seal it
	CodeJobSealed      Code = "job_sealed"      // what it was told cannot be read, or opened with this key
	CodeJobsTooMany    Code = "jobs_too_many"   // of one person
	CodeJobsFull       Code = "jobs_full"       // of all
)

// Of deletions of all below a znode.
const (
	CodeHasUndeleted     Code = "has_undeleted"     // something below it was not deleted
	CodeWrittenMeanwhile Code = "written_meanwhile" // deleted though somebody wrote it a moment before; no error
	CodeNotAllDeleted    Code = "not_all_deleted"   // {deleted} were, {left} were not
	CodeConfirmName      Code = "confirm_name"      // what was typed to confirm is not the znode's name
	CodeTooManyChosen    Code = "too_many_chosen"   // over {max} children
	CodeDirectoryBelow   Code = "directory_below"   // the user directory lies there
)

// Of copies and moves of all at and below a znode.
const (
	CodeCopyTo        Code = "copy_to"        // where to is no path, nor a cluster's name and a path
	CodeCopySignIn    Code = "copy_sign_in"   // nobody is signed in to {cluster}, where it is to go
	CodeCopyInto      Code = "copy_into"      // one of both places is at or below the other
	CodeCopySame      Code = "copy_same"      // the cluster {cluster} is the same ensemble, in which one of both places is at or below the other
	CodeCopyPlace     Code = "copy_place"     // the root, ZooKeeper's own and the user directory are neither copied nor moved, nor written to
	CodeCopyParent    Code = "copy_parent"    // there is no znode above the new place, {path}
	CodeCopyExists    Code = "copy_exists"    // another is there, and stays
	CodeCopyAbove     Code = "copy_above"     // what it would lie below is not there as the original
	CodeCopyEphemeral Code = "copy_ephemeral" // it is ephemeral: of a session
	CodeCopyDigest    Code = "copy_digest"    // its ACL has digests that the server hides
	CodeCopyUnmasks   Code = "copy_unmasks"   // secrets that are masked here would be shown there
	CodeCopyUnread    Code = "copy_unread"    // who may not reveal its secrets copies none
	CodeNotAllCopied  Code = "not_all_copied" // {copied} were, {left} were not
	CodeMoveEphemeral Code = "move_ephemeral" // {count} ephemeral znodes lie there, which cannot be moved
	CodeMoveNotAll    Code = "move_not_all"   // {failed} were not copied, so that nothing is deleted
	CodeMoveChanged   Code = "move_changed"   // it was changed meanwhile, or is not at the new place
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
	CodeProfilePath       Code = "profile_path"       // one of its paths is not a path, or stands there twice
	CodeProfileLocale     Code = "profile_locale"     // its locale is not one
)

// Of ZooKeeper's answers.
const (
	CodeNoNode          Code = "no_node"          // there is no such znode
	CodeNoAuth          Code = "no_auth"          // the ACL does not allow it
	CodeBadVersion      Code = "bad_version"      // changed since it was read
	CodeEphemeralParent Code = "ephemeral_parent" // an ephemeral znode has no children
	CodeNodeExists      Code = "node_exists"      // there is one of this name already
	CodeNotEmpty        Code = "not_empty"        // it has children
	CodeInvalidACL      Code = "invalid_acl"      // an ACL that ZooKeeper refuses
	CodeBadArguments    Code = "bad_arguments"    // arguments that ZooKeeper refuses
	CodeQuotaExceeded   Code = "quota_exceeded"   // a quota set in ZooKeeper
	CodeAuthFailed      Code = "auth_failed"      // the server refuses the credentials
	CodeSignInRequired  Code = "sign_in_required" // the server answers only those who sign in (enforce.auth.schemes, SASL)
	CodeOtherSignIn     Code = "other_sign_in"    // the server does not take the way in which {user} signed in
	CodeSessionExpired  Code = "session_expired"  // the session's time is over
	CodeSessionMoved    Code = "session_moved"    // the session went to another server
	CodeServerReadOnly  Code = "server_read_only" // a server without a quorum takes no changes
	CodeThrottled       Code = "throttled"        // the server put the request off
	CodeServerTimeout   Code = "server_timeout"   // the servers did not agree in time
	CodeServerFailed    Code = "server_failed"    // the server answered with its error {code}
	CodeUnimplemented   Code = "not_supported"    // the server is too old for this
	CodeVersionUnknown  Code = "version_unknown"  // {server} does not tell its version (srvr)
	CodeGarbled         Code = "garbled"          // an answer that is not ZooKeeper's
)

// Of the connection to ZooKeeper.
const (
	CodeNotConnected    Code = "not_connected"     // of each server that was tried, by its name, the code of what it did
	CodeConnectionLost  Code = "connection_lost"   // before an answer came
	CodeNoAnswer        Code = "no_answer"         // {server} did not answer in time
	CodeGivenUp         Code = "given_up"          // whoever asked left before an answer came
	CodeDataSlow        Code = "data_slow"         // a znode's data of {bytes} did not come in time
	CodeNotSent         Code = "not_sent"          // no time was left to send a change
	CodeTooManyRequests Code = "too_many_requests" // too much waits, on one connection or for its turn
	CodeChrootMissing   Code = "chroot_missing"    // ZooKeeper has no {chroot}, which is the chroot of {cluster}
	CodePoolFull        Code = "pool_full"         // {limit} ZooKeeper sessions are open, the most there may be (--max-zk-sessions)
	CodeConsoleStopping Code = "console_stopping"  // the console is ending
	CodeSessionClosed   Code = "session_closed"    // the console has closed the session
	CodeUnknownOutcome  Code = "unknown_outcome"   // a change was sent, its answer lost
	CodeDroppedLarge    Code = "dropped_large"     // as unknown_outcome, for a request of {bytes}
	CodeAnswerTooLarge  Code = "answer_too_large"  // {bytes}, over {limit} (--max-reply)
	CodeRequestTooLarge Code = "request_too_large" // {bytes}, over {limit} (jute.maxbuffer)
	CodeDataTooLarge    Code = "data_too_large"    // {bytes}, over {limit}
	CodeSetACLAlone     Code = "set_acl_alone"     // ZooKeeper's multi does not set ACLs
)

// Of credentials.
const (
	CodeNoUserName         Code = "no_user_name"
	CodeUserNameColon      Code = "user_name_colon"      // a colon ends the name in the digest scheme
	CodeUserNamePrints     Code = "user_name_prints"     // has a character that does not print
	CodePasswordPrints     Code = "password_prints"      // has a character that does not print
	CodeCredentialsTooLong Code = "credentials_too_long" // over {limit} bytes
)

// Of a znode's data.
const (
	CodeNoSuchView       Code = "no_such_view"       // there is no such view; there are {views}
	CodeNoImage          Code = "no_image"           // the data is no image that browsers are given
	CodeMaskPatterns     Code = "mask_patterns"      // {count} names of secrets were given, over {max}
	CodeMaskPatternLong  Code = "mask_pattern_long"  // one has {bytes} bytes, over {max}
	CodeMaskPatternEmpty Code = "mask_pattern_empty" // {pattern}, which is quoted, names nothing
)

// What there is to know about data that is shown; these are no errors.
const (
	CodeNoData           Code = "no_data"           // there is none
	CodeNotInView        Code = "not_in_view"       // it cannot be shown in {view}, which was asked for
	CodeNotUTF8          Code = "not_utf8"          // it is not UTF-8, and shown as hex
	CodeBytesInText      Code = "bytes_in_text"     // it is not UTF-8, and shown as text with the bytes that are none by their numbers
	CodeControls         Code = "controls"          // it is UTF-8 with control characters that no text has, and shown as hex unless asked for as text
	CodeFirstShown       Code = "first_shown"       // only the first {bytes} of {of} bytes are shown
	CodeByteOrderMark    Code = "byte_order_mark"   // it starts with one
	CodeEndsInCRLF       Code = "ends_in_crlf"      // all its lines end in CR LF
	CodeUnwrapped        Code = "unwrapped"         // {from} bytes of {view} hold {bytes} bytes
	CodeUnwrappedCut     Code = "unwrapped_cut"     // {from} bytes of {view} hold more than {bytes} bytes, and the rest was not looked at
	CodeUnwrappedDamaged Code = "unwrapped_damaged" // the {view} is damaged or cut off
	CodeUnwrappedNothing Code = "unwrapped_nothing" // the {view} is damaged, cut off or needs a dictionary, and nothing of it can be read
	CodeUnwrappedUnknown Code = "unwrapped_unknown" // some of the {view} is packed in a way that is not known
	CodeReadInPart       Code = "read_in_part"      // the {view} data says more than was looked at
	CodeReadAs           Code = "read_as"           // how it is read: {chain} names layers from the outermost, then a format, with blanks between; a guess ends in "?"
	CodeKeyRepeated      Code = "key_repeated"      // {key} comes twice in one object
	CodeBrokenText       Code = "broken_text"       // it seems to be in {view}, whose rules it breaks in {line} and {column}; no {column} where that is not known
	CodeEpoch            Code = "epoch"             // the number is a time since 1970: {at}
	CodeCertificateEnds  Code = "certificate_ends"  // a certificate ends at {at}, in {days} days
	CodeCertificateEnded Code = "certificate_ended" // a certificate has ended at {at}, {days} days ago
	CodeGuessed          Code = "guessed"           // that it is in {view} is a guess
)

// Of the audit trail, as whoever starts the console or changes something is told.
const (
	CodeTrailUnusable Code = "trail_unusable"  // the data directory {dir} cannot be used
	CodeTrailInUse    Code = "trail_in_use"    // another console uses the data directory {dir}
	CodeTrailNewer    Code = "trail_newer"     // a newer zkweb wrote the trail in {dir}
	CodeTrailForeign  Code = "trail_foreign"   // {file} in {dir} is no trail, or its tables were changed
	CodeTrailCutOff   Code = "trail_cut_off"   // the trail in {dir} does not end where its head says
	CodeTrailDamaged  Code = "trail_damaged"   // {file} in {dir} is damaged, or no database
	CodeTrailMissing  Code = "trail_missing"   // there is no trail in {dir}
	CodeTrailMoved    Code = "trail_moved"     // not written: its file was moved or removed
	CodeTrailFull     Code = "trail_full"      // not written: its disk is full
	CodeTrailReadOnly Code = "trail_read_only" // not written: its disk is read-only
	CodeTrailLocked   Code = "trail_locked"    // not written: another program has locked it
	CodeTrailFailing  Code = "trail_failing"   // not written: its disk is full, read-only or failing
	CodeTrailBroken   Code = "trail_broken"    // not written: its newest entry is not the one that was written last
	CodeTrailSlow     Code = "trail_slow"      // it hangs
	CodeTrailLate     Code = "trail_late"      // what waited for it was not written in time
	CodeTrailClosed   Code = "trail_closed"    // the console is ending
	CodeTrailBusy     Code = "trail_busy"      // reading it took too long
	CodeTrailUnread   Code = "trail_unread"    // it cannot be read
	CodeTrailEvent    Code = "trail_event"     // there is no such event
	CodeTrailOutcome  Code = "trail_outcome"   // there is no such outcome
	CodeTrailLimit    Code = "trail_limit"     // a page has 1 to {limit} entries
	CodeTrailPlace    Code = "trail_place"     // there is no such place in the trail
)

// Of what is not done because it is not on record.
const (
	CodeNoTrail          Code = "no_trail"          // this console keeps no record
	CodeChangeUnrecorded Code = "change_unrecorded" // nothing was changed; the trail's code is {why}
	CodeShareUnrecorded  Code = "share_unrecorded"  // nothing was shared; the trail's code is {why}
	CodeRevealUnrecorded Code = "reveal_unrecorded" // nothing was revealed; the trail's code is {why}
)

// Of the trail's entries alone: what it says of itself and of what nobody was told.
const (
	CodeTooLate       Code = "too_late"       // the intent was on record too late, so nothing was done
	CodeEndedBefore   Code = "ended_before"   // the console ended before the outcome was known
	CodeGap           Code = "gap"            // the trail could not be written since {since}; {entries} entries are missing
	CodeBegunAnew     Code = "begun_anew"     // a key of an earlier trail was there, and no entry
	CodeKeyReplaced   Code = "key_replaced"   // the key of hashes is not the one of the last start
	CodeEndMissing    Code = "end_missing"    // the console before did not end, and what SQLite had not moved to the database is gone
	CodeChainBroken   Code = "chain_broken"   // entry {seq} does not follow from the one before it
	CodeLogUnknown    Code = "log_unknown"    // the JSON lines end in entry {seq}, which is not in the trail
	CodeFolded        Code = "folded"         // {count} more of this person and kind since {since}, of which there is no entry
	CodeInternalFault Code = "internal_fault" // a fault of the console
)

// Of changes that need the approval of another person.
const (
	CodeNeedsApproval    Code = "needs_approval"     // the change is for another person to apply, and does not become a proposal by itself
	CodeProposalNone     Code = "proposal_none"      // there is no such proposal that the person sees
	CodeProposalOwn      Code = "proposal_own"       // nobody applies their own
	CodeProposalOthers   Code = "proposal_others"    // nobody else proposes it anew
	CodeProposalOver     Code = "proposal_over"      // it is decided on, or being
	CodeProposalUnseen   Code = "proposal_unseen"    // the person may not see what it would change
	CodeProposalAuth     Code = "proposal_auth"      // an ACL in it would name whoever applies it
	CodeProposalTooLarge Code = "proposal_too_large" // it has over {max} changes
	CodeProposalACLs     Code = "proposal_acls"      // no proposal sets ACLs of what is there together with other changes
	CodeProposalFar      Code = "proposal_far"       // no proposal changes two clusters
	CodeProposalsTooMany Code = "proposals_too_many" // {max} of the person wait
	CodeProposalsFull    Code = "proposals_full"     // too much waits for approval
	CodeProposalUnkept   Code = "proposal_unkept"    // it, or what was decided, cannot be kept
	CodeProposalDo       Code = "proposal_do"        // nothing is done to a proposal under such a name
)

// Of a session that was lost.
const (
	CodeSessionTimedOut Code = "session_timed_out" // the servers heard nothing for longer than its timeout
	CodeSessionReplaced Code = "session_replaced"  // the servers granted another in its place
)

// Of {server}, which was tried, among the arguments of CodeNotConnected.
const (
	CodeServerUntold      Code = "server_untold"      // it has not answered yet
	CodeServerNoAddress   Code = "server_no_address"  // its name leads to no address
	CodeServerRefused     Code = "server_refused"     // the connection
	CodeServerUnreachable Code = "server_unreachable" // for another reason
	CodeServerForeign     Code = "server_foreign"     // it does not speak as ZooKeeper does
	CodeServerSilent      Code = "server_silent"      // it did not answer in time
	CodeServerSignIn      Code = "server_sign_in"     // nor the credentials
	CodeServerHungUp      Code = "server_hung_up"     // before it granted a session
	CodeServerHangsUp     Code = "server_hangs_up"    // it takes connections and ends them without an answer to a four-letter word
	CodeServerStopped     Code = "server_stopped"     // answering, though it granted one
	CodeServerClosed      Code = "server_closed"      // the connection, though it granted one
	CodeServerTLS         Code = "server_tls"         // it speaks TLS, and was not asked to
	CodeServerNoTLS       Code = "server_no_tls"      // it broke off the TLS handshake
	CodeServerRefusesTLS  Code = "server_refuses_tls" // it refused the console's certificate, or missed one
	CodeServerAuthority   Code = "server_authority"   // its certificate is of an unknown authority
	CodeServerOtherName   Code = "server_other_name"  // its certificate is for another name
	CodeServerCertificate Code = "server_certificate" // its certificate is not valid

	// Of a server that was asked how it is.
	CodeServerNoQuorum     Code = "server_no_quorum"      // it is up and serves nobody: it has no quorum
	CodeServerSilentOnSrvr Code = "server_silent_on_srvr" // it does not tell (4lw.commands.whitelist)
	CodeWordRefused        Code = "word_refused"          // {server} does not answer {word} (4lw.commands.whitelist)
	CodeWordCut            Code = "word_cut"              // what {server} answers to {word} is longer than is read
)

// Of the history of an ensemble.
const (
	CodeHistoryOff       Code = "history_off"       // this console has no history of the cluster
	CodeHistoryEmpty     Code = "history_empty"     // nothing is recorded yet
	CodeHistoryBefore    Code = "history_before"    // the history begins later
	CodeHistoryDropped   Code = "history_dropped"   // that part of the history was dropped
	CodeHistoryNone      Code = "history_none"      // the history has no such version that the person may see
	CodeHistoryGone      Code = "history_gone"      // there was no such znode then
	CodeHistorySkipped   Code = "history_skipped"   // the history does not keep this data
	CodeHistoryUnseen    Code = "history_unseen"    // the history knows of the change and not of the data
	CodeHistorySealed    Code = "history_sealed"    // the history is encrypted, with another key than the console's
	CodeHistoryDenied    Code = "history_denied"    // the ACL now or then does not let the person read
	CodeHistoryMasked    Code = "history_masked"    // a version with secrets is not restored as text
	CodeHistoryPast      Code = "history_past"      // nothing can be changed in the past
	CodeHistoryNow       Code = "history_now"       // at= where only how things are now is known
	CodeHistoryMoment    Code = "history_moment"    // at, from or to is neither a zxid nor a time
	CodeHistoryVerb      Code = "history_verb"      // the kinds of change are {verbs}
	CodeHistorySlow      Code = "history_slow"      // the history did not answer within a request's time
	CodeHistoryUndeleted Code = "history_undeleted" // the znode is there, or the history does not tell that it was deleted
	CodeHistoryParent    Code = "history_parent"    // the znode above, at {path}, is gone, too
	CodeHistoryDigest    Code = "history_digest"    // the digests of its ACL are for those with ADMIN
)
