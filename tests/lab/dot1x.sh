# shellcheck shell=bash
# 802.1X: the switch (hostapd), its RADIUS server (FreeRADIUS) and the camera that logs in (wpa_supplicant). Read by lib.sh.
#
#   make_authority                 certificates: $lab_work/{ca,radius,camera}.pem and .key
#   serve_radius HOST <<users      FreeRADIUS, without EAP if there are no certificates
#   name_switch                    the switch gets its address
#   serve_switch HOST open|locked  hostapd on the camera's port; locked: nothing passes before a login
#   log_in [LINE...]               the camera's wpa_supplicant, with these lines in its network block
#   ask_bypass NAME                MAC bypass instead: the switch asks about a name without EAP
#
# The switch's own address is .2, and its secret is $lab_radius_secret.

lab_radius_secret=Canary-Radius-Switch-3J
lab_switch_address=$lab_subnet.2

make_authority() {
    local name
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=Lab authority" \
        -keyout "$lab_work/ca.key" -out "$lab_work/ca.pem" 2>/dev/null
    for name in radius camera; do
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$name.example" -keyout "$lab_work/$name.key" 2>/dev/null |
            openssl x509 -req -days 365 -CA "$lab_work/ca.pem" -CAkey "$lab_work/ca.key" -CAcreateserial \
                -extfile <(echo "extendedKeyUsage=serverAuth,clientAuth") -out "$lab_work/$name.pem" 2>/dev/null
    done
}

eap_modules() {
    cat <<END
    mschap {
    }
    eap {
        default_eap_type = md5
        md5 {
        }
        mschapv2 {
        }
        tls-config common {
            private_key_file = $lab_work/radius.key
            certificate_file = $lab_work/radius.pem
            ca_file = $lab_work/ca.pem
        }
        tls {
            tls = common
        }
        peap {
            tls = common
            default_eap_type = mschapv2
            virtual_server = default
        }
    }
END
}

serve_radius() { # serve_radius HOST <<users
    local here=$lab_work/radius eap=
    [ ! -e "$lab_work/ca.pem" ] || eap=eap
    mkdir -p "$here"
    cat >"$here/users"
    cat >"$here/radiusd.conf" <<END
raddbdir = $here
logdir = $here
security {
    reject_delay = 0
}
client switches {
    ipaddr = $lab_subnet.0/24
    secret = $lab_radius_secret
    require_message_authenticator = yes
}
modules {
    pap {
    }
    files {
        usersfile = $here/users
    }
$([ -z "$eap" ] || eap_modules)
}
server default {
    listen {
        type = auth
        ipaddr = *
        port = 1812
    }
    authorize {
        $eap
        files
        pap
    }
    authenticate {
        pap
        $eap
        ${eap:+mschap}
    }
}
END
    serve "$1" freeradius -f -l stdout -d "$here" -n radiusd
    wait_udp "$1" 1812
}

name_switch() { # the switch gets an address of its own
    on switch ip link set br0 address 02:00:5e:10:00:02
    on switch ip address add "$lab_switch_address/24" dev br0
}

serve_switch() { # serve_switch HOST open|locked: HOST is the RADIUS server
    name_switch
    on switch ip link set camera address 02:00:5e:10:00:03
    cat >"$lab_work/hostapd.conf" <<END
interface=camera
driver=wired
ctrl_interface=$lab_work/hostapd
ieee8021x=1
use_pae_group_addr=1
own_ip_addr=$lab_switch_address
nas_identifier=switch
auth_server_addr=$(address "$1")
auth_server_port=1812
auth_server_shared_secret=$lab_radius_secret
END
    serve switch hostapd "$lab_work/hostapd.conf"
    wait_for 5 test -S "$lab_work/hostapd/camera"
    [ "$2" = locked ] || return 0
    on switch bridge link set dev camera locked on learning off
    # the kernel's way: who has logged in is put into the table of addresses
    # shellcheck disable=SC2016 # for that script
    printf '#!/bin/sh\n[ "$2" != AP-STA-CONNECTED ] || exec bridge fdb replace "$3" dev camera master static\n' \
        >"$lab_work/let-in"
    chmod 755 "$lab_work/let-in"
    serve switch hostapd_cli -p "$lab_work/hostapd" -i camera -a "$lab_work/let-in"
}

log_in() { # log_in [LINE...]
    {
        printf '%s\n' "ap_scan=0" "network={" "key_mgmt=IEEE8021X" "eapol_flags=0" "$@" "}"
    } >"$lab_work/wpa_supplicant.conf"
    serve camera wpa_supplicant -D wired -i eth0 -c "$lab_work/wpa_supplicant.conf"
}

has_logged_in() { grep -q "CTRL-EVENT-EAP-$1" "$lab_work/camera.log"; } # has_logged_in SUCCESS|FAILURE

ask_bypass() { # ask_bypass NAME: as switches do it whose port got no EAPOL for a while
    cat >"$lab_work/asks" <<END
User-Name = "$1"
User-Password = "$1"
NAS-IP-Address = $lab_switch_address
NAS-Port-Type = Ethernet
NAS-Port = 7
Service-Type = Call-Check
Calling-Station-Id = "$(mac camera | tr a-f: A-F-)"
Message-Authenticator = 0x00
END
    client switch radclient -f "$lab_work/asks" "$(address server)" auth "$lab_radius_secret" || true # a refusal, too
}
