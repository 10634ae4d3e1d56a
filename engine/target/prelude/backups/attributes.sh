# What a file has besides its content.

# Neither a second name nor a rename is possible then.
refuse_immutable() {
  ! is_immutable "./$base" || fail "$path is immutable or append-only (see lsattr), so it is left as it is"
}

is_immutable() {
  has lsattr || return 1
  case $(lsattr -d "$1" 2>/dev/null | cut -d ' ' -f 1) in *i* | *a*) return 0 ;; *) return 1 ;; esac
}

# ACL and extended attributes, where there are tools that read them.
attributes_of() {
  if has getfacl; then getfacl -cpn "$1" 2>/dev/null || true; fi
  if has getfattr; then getfattr -dhm - -e hex "$1" 2>/dev/null | grep -v '^# file: ' || true; fi
}

# inherit_acl FILE: the ACL that a file has that is made in the current folder, where there are tools for that.
inherit_acl() {
  { has getfacl && has setfacl; } || return 0
  inherited=$(getfacl -cpnd . 2>/dev/null) || return 0
  [ -n "$inherited" ] || return 0
  printf '%s\n' "$inherited" | setfacl --set-file=- "$1" || fail "$path cannot get the default ACL of its folder"
}

# copy_attributes FROM TO: owner, mode, ACL, attributes, label.
copy_attributes() {
  if cp --attributes-only --preserve=all "$1" "$2" 2>/dev/null; then return 0; fi
  chown "$(stat -c %u:%g "$1")" "$2"
  chmod "$(stat -c %a "$1")" "$2"
  if has getfacl && has setfacl; then getfacl -cpn "$1" 2>/dev/null | setfacl --set-file=- "$2" 2>/dev/null || true; fi
}
