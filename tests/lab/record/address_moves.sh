#!/bin/bash
# A camera whose MAC names no maker gets an address by DHCP and is watched; it gets another one and is watched again.
. "$(dirname "$0")/../lib.sh"
lab_begin address_moves camera nvr server
lab_mac[camera]=02:00:5e:10:00:49
on camera ip link set eth0 down
on camera ip link set eth0 address "$(mac camera)"
on camera ip address flush dev eth0
on camera ip link set eth0 up

lease() { # lease ADDRESS: the camera gets that one
    local names
    serve_dnsmasq server --dhcp-authoritative --dhcp-range=192.168.10.100,192.168.10.199,1h \
        --dhcp-host="$(mac camera),$1" --dhcp-option=option:router
    names=$!
    serve camera udhcpc -f -i eth0 -R
    leaser=$!
    wait_for 20 on camera sh -c "ip address show dev eth0 | grep -q 'inet $1/'"
    kill "$names"
    rm -f "$lab_work/leases"
}

serve_rtsp camera
wait_tcp camera 554

record_begin
lease "$(address camera)"
watch nvr "rtsp://$(address camera)$lab_stream" 3 -rtsp_transport udp
kill "$leaser" # it gives the address back
wait_for 20 on camera sh -c "! ip address show dev eth0 | grep -q 'inet '"
lab_address[camera]=$lab_subnet.52
lease "$(address camera)"
watch nvr "rtsp://$(address camera)$lab_stream" 3 -rtsp_transport udp
record_end
expect "dhcp.option.dhcp == 5 && dhcp.ip.your == $lab_subnet.49"
expect "dhcp.option.dhcp == 5 && dhcp.ip.your == $lab_subnet.52"
expect "rtsp.status == 200 && ip.src == $lab_subnet.52"
