package znode

// Code says what went wrong, in more detail than Kind. There is one code for each sentence that a
// person may be told; its arguments are named in braces below. Package words has the sentences, and
// a test fails for a code without one. Audit trails keep codes forever: never change one, nor its
// meaning.
type Code string

// Codes of the console's own policy.
const (
	CodeReadOnly        Code = "read_only"         // no change is allowed in this console
	CodeClusterReadOnly Code = "cluster_read_only" // no change is allowed in this cluster
	CodeRoleForbids     Code = "role_forbids"      // {role} may not do this
	CodeOutsidePaths    Code = "outside_paths"     // the znode is outside the person's paths
	CodeConfined        Code = "confined"          // it concerns all znodes, and the person's paths are limited
	CodeOnTheWay        Code = "on_the_way"        // the znode only leads to the person's paths
	CodeHoldsMask       Code = "holds_mask"        // the data to be written contains {mask}, which stands for a secret
	CodeMadeAnew        Code = "made_anew"         // the znode was deleted and created again since it was read
	CodeNoReason        Code = "no_reason"         // secrets are revealed only for a reason
	CodeTooManyReveals  Code = "too_many_reveals"  // the person has revealed secrets {max} times within a minute
	CodeRoleUnknown     Code = "role_unknown"      // the roles are {roles}
)

// Codes of requests as a whole.
const (
	CodeTimedOut        Code = "timed_out"          // ZooKeeper did not answer within the time limit of a request
	CodeFault           Code = "fault"              // the console has a fault; its log says more under {request}
	CodeNoPage          Code = "no_page"            // no page has this address
	CodeMethod          Code = "method"             // this address does not accept this HTTP method
	CodeRequest         Code = "request"            // the HTTP request is malformed
	CodeQueryEncoding   Code = "query_encoding"     // the query of the address is not properly encoded
	CodeCrossOrigin     Code = "cross_origin"       // the form came from a page of another site
	CodeHostDiffers     Code = "host_differs"       // the form came from a page of {origin}, and the request names {host}
	CodeClusterUnknown  Code = "cluster_unknown"    // no cluster has this name
	CodeNotSignedIn     Code = "not_signed_in"      // nobody is signed in
	CodeNotSignedInHere Code = "not_signed_in_here" // nobody is signed in to this cluster
	CodeTooManySignIns  Code = "too_many_sign_ins"  // too many attempts to sign in from one address
	CodeTooManyForName  Code = "too_many_for_name"  // too many attempts to sign in under one name
	CodeStreamsFull     Code = "streams_full"       // the maximum number of event streams is open
	CodeStreamsTooMany  Code = "streams_too_many"   // this person has too many event streams open
	CodeUploadsFull     Code = "uploads_full"       // the maximum number of forms with data is being read
	CodeFilesBusy       Code = "files_busy"         // other files that are being read take all the memory for them
	CodeUploadsTooMany  Code = "uploads_too_many"   // this person is sending too many forms with data
	CodeTrailNone       Code = "trail_none"         // this console keeps no audit trail
	CodeTrailTime       Code = "trail_time"         // the time in a filter of the trail is malformed
	CodeReportsFull     Code = "reports_full"       // the maximum number of reports of the trail is being made
	CodeTrailExportForm Code = "trail_export_form"  // the trail cannot be exported in this format
	CodeSilenceReason   Code = "silence_reason"     // silencing a finding takes a reason of at most {max} bytes
	CodeSilenceDays     Code = "silence_days"       // a finding can be silenced for 1 to {max} days
	CodeSilenceFinding  Code = "silence_finding"    // the cluster has no such finding
	CodeLanguageUnknown Code = "language_unknown"   // the languages are {languages}
	CodeRevealForm      Code = "reveal_form"        // secrets cannot be revealed in this format
	CodeShareGone       Code = "share_gone"         // this link has ended or never existed
	CodeShareAsleep     Code = "share_asleep"       // whoever made this link must sign in again first
	CodeShareHours      Code = "share_hours"        // a link can last from 1 to {max} hours
	CodeSharesFull      Code = "shares_full"        // this person has {max} links, or there are too many in total
	CodeShareUnkept     Code = "share_unkept"       // links cannot be saved
	CodeShareEndUnkept  Code = "share_end_unkept"   // a link has ended, which could not be saved yet
	CodeSharesTooMany   Code = "shares_too_many"    // links were opened too often from one address
	CodeSessionsUntold  Code = "sessions_untold"    // the servers did not list their clients in time
	CodeSessionsPart    Code = "sessions_part"      // {listed} of the ensemble's {servers} servers, 0 if not known, have listed their clients
	CodeSessionUnknown  Code = "session_unknown"    // no server knows this session
	CodeSessionID       Code = "session_id"         // this is not the id of a session
)

// Codes of paths that no znode can have.
const (
	CodePathStart     Code = "path_start"      // it does not start with a slash
	CodePathEnd       Code = "path_end"        // it ends with a slash
	CodePathTooLong   Code = "path_too_long"   // it has {bytes} bytes, over {max}
	CodePathEmptyName Code = "path_empty_name" // it has two slashes in a row
	CodePathRelative  Code = "path_relative"   // a segment is "." or ".."
	CodePathNotUTF8   Code = "path_not_utf8"   // it is not UTF-8
	CodePathNameSlash Code = "path_name_slash" // a name in it contains a slash
	CodePathCharacter Code = "path_character"  // ZooKeeper does not accept its {character}
)

// Codes of input to the path box.
const (
	CodeCommandChanges Code = "command_changes" // {command} changes something, but the box only goes to znodes
)

// Codes of the query for a znode's children.
const (
	CodeFilter      Code = "filter"       // no name can contain it: it has over {max} bytes or is not UTF-8
	CodeSort        Code = "sort"         // there is no such order; the orders are {columns}
	CodeLimit       Code = "limit"        // it is not a number from 1 to {max}
	CodeCursor      Code = "cursor"       // it is not a place in a list
	CodeCursorStale Code = "cursor_stale" // it belongs to a different order or filter
)

// Codes of comparisons.
const (
	CodeCompareSignIn Code = "compare_sign_in" // nobody is signed in to {cluster}, which is part of the comparison
)

// Codes of exports and imports.
const (
	CodePerms           Code = "perms"            // permissions contain letters other than c, d, r, w and a
	CodeExportForm      Code = "export_form"      // there is no such format of exports; the formats are {ways}
	CodeExportForeign   Code = "export_foreign"   // the file is not an export that the console knows
	CodeExportScript    Code = "export_script"    // the file is a script for zkCli, which cannot be read back
	CodeExportVersion   Code = "export_version"   // the version of its format is not known to this console: {version}
	CodeExportCut       Code = "export_cut"       // the file is cut off
	CodeExportStopped   Code = "export_stopped"   // the export is partial: it reached a limit
	CodeExportChanged   Code = "export_changed"   // it was changed after the export: its checksum or its counts differ
	CodeExportLine      Code = "export_line"      // its line {line} is malformed
	CodeExportLong      Code = "export_long"      // its line {line} is longer than {mib} MiB
	CodeExportLarge     Code = "export_large"     // it unpacks to more than {mib} MiB
	CodeExportFiles     Code = "export_files"     // it is an archive of more than {files} files, or {mib} MiB
	CodeImportParent    Code = "import_parent"    // its parent is not imported
	CodeImportMasked    Code = "import_masked"    // its secrets are masked in the file
	CodeImportMissing   Code = "import_missing"   // its data is not in the file
	CodeImportEphemeral Code = "import_ephemeral" // it is ephemeral: it belongs to a session
	CodeImportDigest    Code = "import_digest"    // the file has "x" in place of a digest in its ACL
	CodeImportSystem    Code = "import_system"    // it belongs to ZooKeeper itself
	CodeImportConflicts Code = "import_conflicts" // {conflicts} znodes exist with other data
	CodeImportMoved     Code = "import_moved"     // what exists has changed since the plan was made
	CodeImportGone      Code = "import_gone"      // the file is no longer kept
	CodeImportOnto      Code = "import_onto"      // there is no such way to treat conflicts; the ways are {ways}
	CodeImportACL       Code = "import_acl"       // there is no such way to treat ACLs; the ways are {ways}
	CodeImportLarge     Code = "import_large"     // it has more than {znodes} znodes or {mib} MiB of data
	CodeNoUpload        Code = "no_upload"        // the form has no file
	CodeUploadLarge     Code = "upload_large"     // the file is larger than {mib} MiB
	CodeUploadSpace     Code = "upload_space"     // the console lacks the space to keep the file
)

// Codes of finds below a znode.
const (
	CodeFindPattern    Code = "find_pattern"     // the pattern has over {max} bytes or is not UTF-8
	CodeFindGlob       Code = "find_glob"        // the glob for names is malformed
	CodeFindRegexp     Code = "find_regexp"      // the regular expression is not valid in RE2
	CodeFindRegexpLong Code = "find_regexp_long" // the regular expression takes too much work
	CodeFindMatch      Code = "find_match"       // there is no such way to write a pattern; the ways are {ways}
	CodeFindKind       Code = "find_kind"        // there is no such kind of znode; the kinds are {ways}
	CodeFindOwner      Code = "find_owner"       // the owner is not a session id
	CodeFindSince      Code = "find_since"       // the time is malformed
	CodeFindSize       Code = "find_size"        // the size is not a number of bytes
	CodeFindACL        Code = "find_acl"         // it is not scheme:id
	CodeFindBound      Code = "find_bound"       // the bound is not a number from 1 to {max}
	CodeFindBy         Code = "find_by"          // there is no such order; the orders are {ways}
	CodeACLsFormat     Code = "acls_format"      // a report of ACLs does not come in this format; the formats are {ways}
	CodeFindsFull      Code = "finds_full"       // the maximum number of finds is running
	CodeFindsTooMany   Code = "finds_too_many"   // too many finds of this person are running
	CodeFindEnded      Code = "find_ended"       // the person may no longer read
)

// Codes of forms.
const (
	CodeFormEncoding Code = "form_encoding"  // the form is not encoded as {encoding}
	CodeFormLate     Code = "form_late"      // the form did not arrive in time
	CodeFormTooLong  Code = "form_too_long"  // the form has over {kib} KiB
	CodeFieldTooLong Code = "field_too_long" // a field of the form has over {bytes} bytes
	CodeDataTooLong  Code = "data_too_long"  // the data has over {bytes} bytes
	CodeTextNotUTF8  Code = "text_not_utf8"  // the form's text is not UTF-8
	CodeTextNUL      Code = "text_nul"       // the form's text holds U+0000
	CodeTextControl  Code = "text_control"   // the form's text holds control characters
	CodeTextLineEnds Code = "text_line_ends" // the form's text mixes line ends of several kinds
	CodeTextAndFile  Code = "text_and_file"  // the form has both a text and a file
	CodeNullAndData  Code = "null_and_data"  // the form asks for null but has data
	CodeTextNotHex   Code = "text_not_hex"   // the form's text is not hexadecimal from {line} and {column} on
	CodeFormEmpty    Code = "form_empty"     // the form has neither a text nor a file
	CodeVersion      Code = "version"        // the form's version is malformed
	CodeNameMissing  Code = "name_missing"   // the new znode has no name

	CodeTextUnspelled      Code = "text_unspelled"      // the character set {view} lacks the character at {line} and {column} of the form's text
	CodeNotJSON            Code = "not_json"            // the form asks to indent its JSON, which is not valid
	CodeNotMerged          Code = "not_merged"          // the form asks to merge texts that cannot be merged line by line
	CodeEncodingUnknown    Code = "encoding_unknown"    // there is no such encoding; the encodings are {ways}
	CodeCompressionUnknown Code = "compression_unknown" // there is no such compression; the compressions are {ways}
)

// Codes of an ACL to be set.
const (
	CodeACLForm       Code = "acl_form"        // it is not written scheme:id:perms
	CodeACLEmpty      Code = "acl_empty"       // it has no entry
	CodeACLTooMany    Code = "acl_too_many"    // it has over {max} entries
	CodeACLWorld      Code = "acl_world"       // the only id of the scheme world is anyone
	CodeACLDigest     Code = "acl_digest"      // the id of the scheme digest is user:hash
	CodeACLHidden     Code = "acl_hidden"      // it contains a digest that the server hides
	CodeACLAversion   Code = "acl_aversion"    // the form's aversion is malformed
	CodeACLCzxid      Code = "acl_czxid"       // the form's czxid is not a number
	CodeACLAlgorithm  Code = "acl_algorithm"   // digests are not made in this way; the ways are {ways}
	CodeACLMode       Code = "acl_mode"        // there is no such way to apply entries
	CodeACLBelow      Code = "acl_below"       // there are more than {max} znodes below it, or too many to look at in time
	CodeACLWouldEmpty Code = "acl_would_empty" // the ACL would have no entry
	CodeACLBelowMoved Code = "acl_below_moved" // {then} ACLs were to change, but now {now} are
	CodeACLWarned     Code = "acl_warned"      // {warnings} was not confirmed
	CodeACLAdmin      Code = "acl_admin"       // setting the ACL takes ADMIN
	CodeACLChanged    Code = "acl_changed"     // the ACL was set since it was read
)

// Codes of keeping what changes replace, and of undoing changes.
const (
	CodeKeepTooLarge    Code = "keep_too_large"   // nothing was changed: the data to be replaced is too large to keep
	CodeVaultFailing    Code = "vault_failing"    // nothing was changed: the data to be replaced could not be kept
	CodeVaultUnread     Code = "vault_unread"     // the data that a change replaced cannot be read
	CodeVaultKey        Code = "vault_key"        // the data that a change replaced was sealed with a different key
	CodeKeptNoLonger    Code = "kept_no_longer"   // the data that a change replaced is no longer kept; {znodes} if it concerns several
	CodeUndoOff         Code = "undo_off"         // this console does not keep what changes replace; {znodes} if it concerns several
	CodeUndoNone        Code = "undo_none"        // there is no such entry about a cluster to which the person is signed in
	CodeUndoUnkept      Code = "undo_unkept"      // nothing is kept for this entry; {znodes} if it concerns several
	CodeUndoNotMade     Code = "undo_not_made"    // the change was not made
	CodeUndoUnknown     Code = "undo_unknown"     // it is not known whether the change was made
	CodeUndoRepeated    Code = "undo_repeated"    // the change went over one znode twice, or created sequential znodes among others; {znodes} if it concerns several
	CodeUndoUnrecorded  Code = "undo_unrecorded"  // nothing is kept, and the history lacks the change; {znodes} if it concerns several
	CodeUndoLarge       Code = "undo_large"       // it replaced more than {mib} MiB, which is too much at once; {znodes} if it concerns several
	CodeUndoMany        Code = "undo_many"        // it consists of {changes} changes; at most {most} can be undone
	CodeTransactionNone Code = "transaction_none" // the history has no such transaction, or none that the person may see
	CodeUndoUnread      Code = "undo_unread"      // the znode could not be read before the change
	CodeUndoUnseen      Code = "undo_unseen"      // the person may not read what was there; {znodes} if it concerns several
	CodeUndoChanged     Code = "undo_changed"     // the znode was changed afterwards
	CodeUndoGone        Code = "undo_gone"        // the znode was deleted afterwards
	CodeUndoThere       Code = "undo_there"       // the znode was created again afterwards
	CodeUndoEphemeral   Code = "undo_ephemeral"   // an ephemeral znode cannot be restored
)

// Codes of several changes that are made together.
const (
	CodeMultiOps      Code = "multi_ops"       // there are no changes, or over {max}
	CodeMultiOp       Code = "multi_op"        // there is no such operation
	CodeMultiMode     Code = "multi_mode"      // there is no such create mode, or its TTL is missing
	CodeMultiJSON     Code = "multi_json"      // the JSON is not that of a transaction: {fault}, in English
	CodeMultiData     Code = "multi_data"      // the data is not in the encoding that is named
	CodeMultiTooLarge Code = "multi_too_large" // together the changes have over {bytes} bytes

	CodeOpEphemeral      Code = "op_ephemeral"      // it would belong to the session of whoever applies it
	CodeOpParent         Code = "op_parent"         // its parent does not exist by then
	CodeOpUnseen         Code = "op_unseen"         // the person may not read what it would change or create
	CodeTransactionFull  Code = "transaction_full"  // over {max} changes are collected
	CodeTransactionsFull Code = "transactions_full" // all sign-ins together have collected more changes than the console keeps
	CodeTransactionMoved Code = "transaction_moved" // the list differs from the one that was shown, or is being applied
	CodeTransactionEmpty Code = "transaction_empty" // there is nothing to apply
	CodeTransactionDo    Code = "transaction_do"    // there is no such action on a transaction
)

// Codes of quotas.
const (
	CodeQuotaChroot  Code = "quota_chroot"  // quotas lie outside the cluster's chroot
	CodeQuotaPath    Code = "quota_path"    // the root and ZooKeeper's own znodes cannot have a quota
	CodeQuotaAbove   Code = "quota_above"   // {path} above it already has a quota
	CodeQuotaBelow   Code = "quota_below"   // {path} below it already has a quota
	CodeQuotaChanged Code = "quota_changed" // it was set since it was read
	CodeQuotaLimit   Code = "quota_limit"   // a limit is not a number from 0 to {max}
)

// Codes of changing a znode.
const (
	CodeModeUnknown     Code = "mode_unknown"     // there is no such kind of znode; the kinds are {ways}
	CodeTTL             Code = "ttl"              // the TTL is not a number of milliseconds from 1 to {max}
	CodeNoContainers    Code = "no_containers"    // the server does not support container znodes
	CodeNoTTL           Code = "no_ttl"           // the server does not support TTL znodes, or they are not enabled
	CodeSequenceTaken   Code = "sequence_taken"   // the next sequence number of ZooKeeper is that of an existing znode
	CodeParentGone      Code = "parent_gone"      // the parent of the new znode is gone
	CodeParentEphemeral Code = "parent_ephemeral" // an ephemeral znode cannot have children
	CodeParentACL       Code = "parent_acl"       // without credentials, the parent's ACL cannot be copied
	CodeNeverDeleted    Code = "never_deleted"    // ZooKeeper never deletes this znode
	CodeHasChildren     Code = "has_children"     // it has {children} children
	CodeDataUnread      Code = "data_unread"      // the data cannot be read, so it cannot be edited as text
	CodeDataNotText     Code = "data_not_text"    // the data is not text, or not in an encoding that could be written again
	CodeDataUnpacked    Code = "data_unpacked"    // the data is compressed with {layer}, which the console can read but not write
	CodeDataNotInBox    Code = "data_not_in_box"  // the data has {bytes} bytes, but a text box takes at most {max}
	CodeDataControl     Code = "data_control"     // the data contains control characters
	CodeDataLineEnds    Code = "data_line_ends"   // the data mixes line ends of several kinds
)

// Codes of reading a znode of which ZooKeeper refused one part.
const (
	CodeReadDenied Code = "read_denied" // READ is given to {readers}, which may be "nobody" and is missing if the ACL is not known
	CodeACLDenied  Code = "acl_denied"  // reading the ACL takes READ or ADMIN
)

// Codes of the user directory.
const (
	CodeDirectoryMissing Code = "directory_missing" // there is no directory at {path}
	CodeDirectoryOpen    Code = "directory_open"    // the ACL of {path} gives {who} {perms}, so that others than administrators could create users
	CodeACLsUnchecked    Code = "acls_unchecked"    // the server showed data that its ACL forbids, so it does not check ACLs
	CodeNotAdministrator Code = "not_administrator" // the credentials are not those of an administrator of {path}
	CodeNoAdministrator  Code = "no_administrator"  // the ACL of {path} names no administrator
	CodeUserExists       Code = "user_exists"       // there already is a user with this name
	CodeNoSuchUser       Code = "no_such_user"      // there is no user with this name
	CodeUserName         Code = "user_name"         // no znode can have this name
	CodePasswordShort    Code = "password_short"    // a password has at least {min} characters
	CodePasswordUnusable Code = "password_unusable" // the password does not open the profile, for the reason {why}, which is a code; nothing was changed
	CodeDigestUnknown    Code = "digest_unknown"    // the server hashes digests in a way that the console does not know
	CodeSignInRefused    Code = "sign_in_refused"   // the directory did not prove who it is; everybody gets this same answer, and the cause says why
)

// CodeFormMzxid says that the mzxid of a form that changes a znode is not a number.
const CodeFormMzxid Code = "form_mzxid" // the form's mzxid is not a number

// Codes of console sessions.
const (
	CodeSignedOut          Code = "signed_out"           // the sign-in has ended: the person may no longer sign in, or has a new password
	CodeSignedOutMeanwhile Code = "signed_out_meanwhile" // the person signed out while signing in
	CodeSignedInMeanwhile  Code = "signed_in_meanwhile"  // another request of the same browser signed in
	CodeConsoleFull        Code = "console_full"         // there are too many console sessions
	CodeSessionIdle        Code = "session_idle"         // nothing was requested for {after}
	CodeSessionOld         Code = "session_old"          // the session was {after} old
	CodeSignedInAgain      Code = "signed_in_again"      // somebody signed in to the cluster again in the same browser
	CodeTakenOver          Code = "taken_over"           // somebody else signed in in the same browser
	CodeNoSuchSession      Code = "no_such_session"      // there is no such session, or it has ended already
	CodeNameRequired       Code = "name_required"        // with a user directory, nobody can sign in without credentials
)

// Codes of jobs, work that goes on after its page is left.
const (
	CodeNoSuchJob      Code = "no_such_job"     // there is no such job, or it is somebody else's
	CodeJobOver        Code = "job_over"        // it has ended, so that it cannot be paused, resumed or cancelled
	CodeJobInterrupted Code = "job_interrupted" // the console ended while it ran; the person who began it can resume it
	CodeJobUnreported  Code = "job_unreported"  // its report cannot be saved
	CodeJobUnkept      Code = "job_unkept"      // it did not begin, since it cannot be saved
	CodeJobKind        Code = "job_kind"        // another version of the console began it
	CodeJobOfAnother   Code = "job_of_another"  // resuming it would lend it the rights of another person
	CodeJobGoesOn      Code = "job_goes_on"     // it has not ended, so that it cannot be undone
	CodeJobForgotten   Code = "job_forgotten"   // the console ended while it ran, and its arguments were not kept, as they may contain secrets and there is no key to seal them
	CodeJobSealed      Code = "job_sealed"      // its arguments cannot be read, or not be opened with this key
	CodeJobsTooMany    Code = "jobs_too_many"   // too many jobs of one person
	CodeJobsFull       Code = "jobs_full"       // too many jobs in total
)

// Codes of deletions of a znode and all below it.
const (
	CodeHasUndeleted     Code = "has_undeleted"     // something below it was not deleted
	CodeWrittenMeanwhile Code = "written_meanwhile" // it was deleted though somebody wrote it shortly before; this is not an error
	CodeNotAllDeleted    Code = "not_all_deleted"   // {deleted} znodes were deleted, {left} were not
	CodeConfirmName      Code = "confirm_name"      // the text typed to confirm is not the znode's name
	CodeTooManyChosen    Code = "too_many_chosen"   // over {max} children were chosen
	CodeDirectoryBelow   Code = "directory_below"   // the user directory lies below it
)

// Codes of copies and moves of a znode and all below it.
const (
	CodeCopyTo        Code = "copy_to"        // the destination is neither a path nor the name of a cluster and a path
	CodeCopySignIn    Code = "copy_sign_in"   // nobody is signed in to {cluster}, the destination
	CodeCopyInto      Code = "copy_into"      // source and destination lie within each other or are the same
	CodeCopySame      Code = "copy_same"      // the cluster {cluster} is the same ensemble, in which source and destination lie within each other or are the same
	CodeCopyPlace     Code = "copy_place"     // the root, ZooKeeper's own znodes and the user directory can be neither source nor destination
	CodeCopyParent    Code = "copy_parent"    // the destination has no parent, {path}
	CodeCopyExists    Code = "copy_exists"    // a different znode exists there, and stays
	CodeCopyAbove     Code = "copy_above"     // its parent at the destination differs from the original
	CodeCopyEphemeral Code = "copy_ephemeral" // it is ephemeral: it belongs to a session
	CodeCopyDigest    Code = "copy_digest"    // its ACL contains digests that the server hides
	CodeCopyUnmasks   Code = "copy_unmasks"   // secrets that are masked here would be visible there
	CodeCopyUnread    Code = "copy_unread"    // copying it takes the right to reveal its secrets
	CodeNotAllCopied  Code = "not_all_copied" // {copied} znodes were copied, {left} were not
	CodeMoveEphemeral Code = "move_ephemeral" // there are {count} ephemeral znodes, which cannot be moved
	CodeMoveNotAll    Code = "move_not_all"   // {failed} znodes were not copied, so nothing is deleted
	CodeMoveChanged   Code = "move_changed"   // it was changed since, or is missing at the destination
)

// Codes of why the directory refused somebody, for the log and the audit trail.
const (
	CodeUserUnknown   Code = "user_unknown"   // the directory has no such user
	CodePasswordWrong Code = "password_wrong" // the password does not open the profile
	CodeUserDisabled  Code = "user_disabled"  // the profile is disabled
	CodeProfileScheme Code = "profile_scheme" // the profile's ACL has an entry of {scheme}, which does not prove who somebody is
	CodeProfileOwn    Code = "profile_own"    // the profile's ACL gives its user {perms}, instead of READ alone
	CodeProfileShared Code = "profile_shared" // the profile's ACL gives {who} {perms}, who is not an administrator
)

// Codes of why a profile cannot be used.
const (
	CodeProfileTooLarge   Code = "profile_too_large"  // it has over {bytes} bytes
	CodeProfileJSON       Code = "profile_json"       // it is not JSON of the expected form
	CodeProfileField      Code = "profile_field"      // it has an unknown field or a repeated one
	CodeProfileIncomplete Code = "profile_incomplete" // its role or its paths are missing
	CodeProfilePaths      Code = "profile_paths"      // it has over {max} paths
	CodeProfilePath       Code = "profile_path"       // one of its paths is malformed or repeated
	CodeProfileLocale     Code = "profile_locale"     // its locale is not supported
)

// Codes of ZooKeeper's answers.
const (
	CodeNoNode          Code = "no_node"          // there is no such znode
	CodeNoAuth          Code = "no_auth"          // the ACL does not allow it
	CodeBadVersion      Code = "bad_version"      // it was changed since it was read
	CodeEphemeralParent Code = "ephemeral_parent" // an ephemeral znode has no children
	CodeNodeExists      Code = "node_exists"      // a znode with this name already exists
	CodeNotEmpty        Code = "not_empty"        // it has children
	CodeInvalidACL      Code = "invalid_acl"      // ZooKeeper does not accept the ACL
	CodeBadArguments    Code = "bad_arguments"    // ZooKeeper does not accept the arguments
	CodeQuotaExceeded   Code = "quota_exceeded"   // it would exceed a quota set in ZooKeeper
	CodeAuthFailed      Code = "auth_failed"      // the server refuses the credentials
	CodeSignInRequired  Code = "sign_in_required" // the server answers only those who sign in (enforce.auth.schemes, SASL)
	CodeOtherSignIn     Code = "other_sign_in"    // the server does not accept the scheme with which {user} signed in
	CodeSessionExpired  Code = "session_expired"  // the session has expired
	CodeSessionMoved    Code = "session_moved"    // the session has moved to another server
	CodeServerReadOnly  Code = "server_read_only" // the server has no quorum and accepts no changes
	CodeThrottled       Code = "throttled"        // the server is throttling and did not process the request
	CodeServerTimeout   Code = "server_timeout"   // the servers did not agree in time
	CodeServerFailed    Code = "server_failed"    // the server answered with its error {code}
	CodeUnimplemented   Code = "not_supported"    // the server is too old to support this
	CodeVersionUnknown  Code = "version_unknown"  // {server} does not tell its version (srvr)
	CodeGarbled         Code = "garbled"          // the answer does not follow ZooKeeper's protocol
)

// Codes of the connection to ZooKeeper.
const (
	CodeNotConnected    Code = "not_connected"     // no server can be reached; the arguments map the servers that were tried to codes of what went wrong
	CodeConnectionLost  Code = "connection_lost"   // the connection was lost before an answer came
	CodeNoAnswer        Code = "no_answer"         // {server} did not answer in time
	CodeGivenUp         Code = "given_up"          // the request was cancelled before an answer came
	CodeDataSlow        Code = "data_slow"         // a znode's data of {bytes} did not arrive in time
	CodeNotSent         Code = "not_sent"          // no time was left to send the change
	CodeTooManyRequests Code = "too_many_requests" // too many requests wait, on one connection or for their turn
	CodeChrootMissing   Code = "chroot_missing"    // ZooKeeper has no {chroot}, which is the chroot of {cluster}
	CodePoolFull        Code = "pool_full"         // {limit} ZooKeeper sessions are open, which is the maximum (--max-zk-sessions)
	CodeConsoleStopping Code = "console_stopping"  // the console is ending
	CodeSessionClosed   Code = "session_closed"    // the console has closed the session
	CodeUnknownOutcome  Code = "unknown_outcome"   // a change was sent, but its answer was lost
	CodeDroppedLarge    Code = "dropped_large"     // like unknown_outcome, for a request of {bytes}
	CodeReadDropped     Code = "read_dropped"      // a read of {bytes} is too large for the server (jute.maxbuffer)
	CodeAnswerTooLarge  Code = "answer_too_large"  // the answer has {bytes}, over {limit} (--max-reply)
	CodeRequestTooLarge Code = "request_too_large" // the request has {bytes}, over {limit} (jute.maxbuffer)
	CodeDataTooLarge    Code = "data_too_large"    // the data has {bytes}, over {limit}
	CodeSetACLAlone     Code = "set_acl_alone"     // ZooKeeper's multi cannot set ACLs
)

// Codes of credentials.
const (
	CodeNoUserName         Code = "no_user_name"
	CodeUserNameColon      Code = "user_name_colon"      // it contains a colon, which ends the name in the digest scheme
	CodeUserNamePrints     Code = "user_name_prints"     // it contains a character that is not printable
	CodePasswordPrints     Code = "password_prints"      // it contains a character that is not printable
	CodeCredentialsTooLong Code = "credentials_too_long" // they have over {limit} bytes
)

// Codes of a znode's data.
const (
	CodeNoSuchView       Code = "no_such_view"       // there is no such view; the views are {views}
	CodeNoImage          Code = "no_image"           // the data is not an image of a type that is shown in browsers
	CodeMaskPatterns     Code = "mask_patterns"      // {count} patterns for the names of secrets were given, over {max}
	CodeMaskPatternLong  Code = "mask_pattern_long"  // a pattern has {bytes} bytes, over {max}
	CodeMaskPatternEmpty Code = "mask_pattern_empty" // {pattern}, which is quoted, matches no name
)

// Codes of remarks on data that is shown. These are not errors.
const (
	CodeNoData           Code = "no_data"           // there is no data
	CodeNotInView        Code = "not_in_view"       // it cannot be shown in the requested {view}
	CodeNotUTF8          Code = "not_utf8"          // it is not UTF-8, so it is shown as hex
	CodeBytesInText      Code = "bytes_in_text"     // it is not UTF-8, and is shown as text with the numbers of those bytes that are not
	CodeNotInCharset     Code = "not_in_charset"    // {count} places are not valid in {view}, and are shown as U+FFFD
	CodeControls         Code = "controls"          // it is UTF-8 with control characters that text does not have, so it is shown as hex unless text is requested
	CodeFirstShown       Code = "first_shown"       // only the first {bytes} of {of} bytes are shown
	CodeByteOrderMark    Code = "byte_order_mark"   // it starts with a byte order mark
	CodeEndsInCRLF       Code = "ends_in_crlf"      // all its lines end in CR LF
	CodeUnwrapped        Code = "unwrapped"         // {from} bytes of {view} hold {bytes} bytes
	CodeUnwrappedCut     Code = "unwrapped_cut"     // {from} bytes of {view} hold more than {bytes} bytes; the rest was not looked at
	CodeUnwrappedDamaged Code = "unwrapped_damaged" // the {view} is damaged or cut off
	CodeUnwrappedNothing Code = "unwrapped_nothing" // the {view} is damaged, cut off or needs a dictionary; nothing of it can be read
	CodeUnwrappedUnknown Code = "unwrapped_unknown" // some of the {view} is packed in an unknown way
	CodeReadInPart       Code = "read_in_part"      // the {view} data holds more than was looked at
	CodeReadAs           Code = "read_as"           // how it is read: {chain} names the layers from the outermost in, then a format, separated by blanks; a guess ends in "?"
	CodeKeyRepeated      Code = "key_repeated"      // {key} is repeated in one object
	CodeBrokenText       Code = "broken_text"       // it seems to be in {view}, but is malformed at {line} and {column}; no {column} if that is not known
	CodeEpoch            Code = "epoch"             // the number may be a time since 1970: {at}
	CodeCertificateEnds  Code = "certificate_ends"  // a certificate expires at {at}, in {days} days
	CodeCertificateEnded Code = "certificate_ended" // a certificate expired at {at}, {days} days ago
	CodeGuessed          Code = "guessed"           // {view} is a guess
)

// Codes of the audit trail, for whoever starts the console or makes a change.
const (
	CodeTrailUnusable Code = "trail_unusable"  // the data directory {dir} cannot be used
	CodeTrailInUse    Code = "trail_in_use"    // another console uses the data directory {dir}
	CodeTrailNewer    Code = "trail_newer"     // a newer zkweb wrote the trail in {dir}
	CodeTrailForeign  Code = "trail_foreign"   // {file} in {dir} is not a trail, or its tables were changed
	CodeTrailCutOff   Code = "trail_cut_off"   // the trail in {dir} does not end where its head says
	CodeTrailDamaged  Code = "trail_damaged"   // {file} in {dir} is damaged, or not a database
	CodeTrailMissing  Code = "trail_missing"   // there is no trail in {dir}
	CodeTrailMoved    Code = "trail_moved"     // it could not be written: its file was moved or removed
	CodeTrailFull     Code = "trail_full"      // it could not be written: its disk is full
	CodeTrailReadOnly Code = "trail_read_only" // it could not be written: its disk is read-only
	CodeTrailLocked   Code = "trail_locked"    // it could not be written: another program has locked it
	CodeTrailFailing  Code = "trail_failing"   // it could not be written: its disk is full, read-only or failing
	CodeTrailBroken   Code = "trail_broken"    // it could not be written: its newest entry is not the one that was written last
	CodeTrailSlow     Code = "trail_slow"      // writing it hangs
	CodeTrailLate     Code = "trail_late"      // it was not written in time
	CodeTrailClosed   Code = "trail_closed"    // the console is ending
	CodeTrailBusy     Code = "trail_busy"      // reading it took too long
	CodeTrailUnread   Code = "trail_unread"    // it cannot be read
	CodeTrailEvent    Code = "trail_event"     // there is no such event
	CodeTrailOutcome  Code = "trail_outcome"   // there is no such outcome
	CodeTrailLimit    Code = "trail_limit"     // a page has 1 to {limit} entries
	CodeTrailPlace    Code = "trail_place"     // there is no such position in the trail
)

// Codes of what is not done because it cannot be recorded.
const (
	CodeNoTrail          Code = "no_trail"          // this console keeps no audit trail
	CodeChangeUnrecorded Code = "change_unrecorded" // nothing was changed; the trail's code is {why}
	CodeShareUnrecorded  Code = "share_unrecorded"  // nothing was shared; the trail's code is {why}
	CodeRevealUnrecorded Code = "reveal_unrecorded" // nothing was revealed; the trail's code is {why}
)

// Codes of entries of the audit trail, about the trail itself and about what nobody was told.
const (
	CodeTooLate       Code = "too_late"       // the intent was recorded too late, so nothing was done
	CodeEndedBefore   Code = "ended_before"   // the console ended before the outcome was known
	CodeGap           Code = "gap"            // the trail could not be written since {since}; {entries} entries are missing
	CodeBegunAnew     Code = "begun_anew"     // the key of an earlier trail was there, but no entry
	CodeKeyReplaced   Code = "key_replaced"   // the key for hashes differs from that of the last start
	CodeEndMissing    Code = "end_missing"    // the previous console did not end properly, and what SQLite had not moved to the database is lost
	CodeChainBroken   Code = "chain_broken"   // entry {seq} does not follow from the one before it
	CodeLogUnknown    Code = "log_unknown"    // the JSON lines end with entry {seq}, which is not in the trail
	CodeFolded        Code = "folded"         // {count} more events of this person and kind since {since}, without entries of their own
	CodeInternalFault Code = "internal_fault" // the console has a fault
)

// Codes of changes that need the approval of another person.
const (
	CodeNeedsApproval    Code = "needs_approval"     // the change needs the approval of another person, and does not become a proposal by itself
	CodeProposalNone     Code = "proposal_none"      // there is no such proposal, or none that the person may see
	CodeProposalOwn      Code = "proposal_own"       // nobody can apply their own proposal
	CodeProposalOthers   Code = "proposal_others"    // only its author can propose it again
	CodeProposalOver     Code = "proposal_over"      // it is decided, or about to be
	CodeProposalUnseen   Code = "proposal_unseen"    // the person may not see what it would change
	CodeProposalAuth     Code = "proposal_auth"      // an ACL in it would name whoever applies it
	CodeProposalTooLarge Code = "proposal_too_large" // it has over {max} changes
	CodeProposalACLs     Code = "proposal_acls"      // a proposal cannot combine ACLs of existing znodes with other changes
	CodeProposalFar      Code = "proposal_far"       // a proposal cannot change two clusters
	CodeProposalsTooMany Code = "proposals_too_many" // {max} proposals of the person are pending
	CodeProposalsFull    Code = "proposals_full"     // too many proposals are pending
	CodeProposalUnkept   Code = "proposal_unkept"    // the proposal, or the decision on it, cannot be saved
	CodeProposalDo       Code = "proposal_do"        // there is no such action on a proposal
)

// Codes of a session that was lost.
const (
	CodeSessionTimedOut Code = "session_timed_out" // the servers did not hear from it within its timeout
	CodeSessionReplaced Code = "session_replaced"  // the servers granted another session in its place
)

// Codes of {server}, which was tried; they are arguments of CodeNotConnected.
const (
	CodeServerUntold      Code = "server_untold"      // it has not answered yet
	CodeServerNoAddress   Code = "server_no_address"  // its name does not resolve to an address
	CodeServerRefused     Code = "server_refused"     // it refused the connection
	CodeServerUnreachable Code = "server_unreachable" // it cannot be reached for another reason
	CodeServerForeign     Code = "server_foreign"     // it does not speak ZooKeeper's protocol
	CodeServerSilent      Code = "server_silent"      // it did not answer in time
	CodeServerSignIn      Code = "server_sign_in"     // it did not answer the credentials either
	CodeServerHungUp      Code = "server_hung_up"     // it closed the connection before it granted a session
	CodeServerHangsUp     Code = "server_hangs_up"    // it accepts connections and closes them without an answer to a four-letter word
	CodeServerStopped     Code = "server_stopped"     // it granted a session, then stopped answering
	CodeServerClosed      Code = "server_closed"      // it granted a session, then closed the connection
	CodeServerTLS         Code = "server_tls"         // it speaks TLS, but was asked without
	CodeServerNoTLS       Code = "server_no_tls"      // it does not speak TLS, but was asked with it
	CodeServerRefusesTLS  Code = "server_refuses_tls" // it refused the console's certificate, or requires one
	CodeServerAuthority   Code = "server_authority"   // its certificate was issued by an unknown authority
	CodeServerOtherName   Code = "server_other_name"  // its certificate is for another name
	CodeServerCertificate Code = "server_certificate" // its certificate is not valid

	// Codes of a server that was asked for its status.
	CodeServerNoQuorum     Code = "server_no_quorum"      // it is up but serves nobody, as it has no quorum
	CodeServerSilentOnSrvr Code = "server_silent_on_srvr" // it does not tell its status (4lw.commands.whitelist)
	CodeWordRefused        Code = "word_refused"          // {server} does not answer {word} (4lw.commands.whitelist)
	CodeWordCut            Code = "word_cut"              // the answer of {server} to {word} is too long
)

// Codes of the history of an ensemble.
const (
	CodeHistoryOff       Code = "history_off"       // this console has no history of the cluster
	CodeHistoryEmpty     Code = "history_empty"     // nothing is recorded yet
	CodeHistoryBefore    Code = "history_before"    // the history begins later
	CodeHistoryDropped   Code = "history_dropped"   // that part of the history was dropped
	CodeHistoryNone      Code = "history_none"      // the history has no such version, or none that the person may see
	CodeHistoryGone      Code = "history_gone"      // there was no such znode then
	CodeHistorySkipped   Code = "history_skipped"   // the history does not keep this data
	CodeHistoryUnseen    Code = "history_unseen"    // the history has the change but not the data
	CodeHistorySealed    Code = "history_sealed"    // the history is encrypted with a key other than the console's
	CodeHistoryDenied    Code = "history_denied"    // the present ACL or the one at that time does not let the person read
	CodeHistoryMasked    Code = "history_masked"    // a version with secrets cannot be restored as text
	CodeHistoryPast      Code = "history_past"      // nothing can be changed in the past
	CodeHistoryNow       Code = "history_now"       // only the present state is known, so at= is not possible
	CodeHistoryMoment    Code = "history_moment"    // at, from or to is neither a zxid nor a time
	CodeHistoryVerb      Code = "history_verb"      // the kinds of change are {verbs}
	CodeHistorySlow      Code = "history_slow"      // the history did not answer within the time limit of a request
	CodeHistoryUndeleted Code = "history_undeleted" // the znode exists, or the history does not know that it was deleted
	CodeHistoryParent    Code = "history_parent"    // its parent at {path} is gone, too
	CodeHistoryDigest    Code = "history_digest"    // the digests in its ACL are visible only with ADMIN
)
