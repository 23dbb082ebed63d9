"""What each Terraform provider is to be told: two MX records, an alias, a text with quotes, and a long text.

By provider and case: the type of each resource, and what it says beyond its place and its TTL.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.cloudmailin.dns.exports.hcl_reader import Word
from tests.cloudmailin.dns.exports.wanted import LONG, ZONE

CUT = f'"{LONG[:255]}" "{LONG[255:]}"'
EXPECTED: dict[str, dict[str, list[tuple[str, Mapping[str, object]]]]] = {
    "": {
        "mx": [
            (
                "dns_mx_record_set",
                {
                    "mx": [
                        {"preference": 10, "exchange": "mx1.example.test."},
                        {"preference": 20, "exchange": "mx2.example.test."},
                    ]
                },
            )
        ],
        "cname": [("dns_cname_record", {"name": "mta", "cname": "target.example.test."})],
        "quoted": [("dns_txt_record_set", {"name": "key._domainkey", "txt": ['a \\"b\\" \\\\']})],
        "long": [("dns_txt_record_set", {"name": "key._domainkey", "txt": [LONG]})],
    },
    "cloudflare": {
        "mx": [
            (
                "cloudflare_dns_record",
                {"name": ZONE, "type": "MX", "content": "mx1.example.test", "priority": 10},
            ),
            (
                "cloudflare_dns_record",
                {"name": ZONE, "type": "MX", "content": "mx2.example.test", "priority": 20},
            ),
        ],
        "cname": [
            (
                "cloudflare_dns_record",
                {
                    "name": f"mta.{ZONE}",
                    "type": "CNAME",
                    "content": "target.example.test",
                    "proxied": Word("false"),
                },
            )
        ],
        "quoted": [
            (
                "cloudflare_dns_record",
                {"name": f"key._domainkey.{ZONE}", "type": "TXT", "content": '"a \\"b\\" \\\\"'},
            )
        ],
        "long": [
            ("cloudflare_dns_record", {"name": f"key._domainkey.{ZONE}", "type": "TXT", "content": CUT})
        ],
    },
    "aws": {
        "mx": [
            (
                "aws_route53_record",
                {
                    "name": ZONE,
                    "type": "MX",
                    "records": ["10 mx1.example.test.", "20 mx2.example.test."],
                },
            )
        ],
        "cname": [
            (
                "aws_route53_record",
                {"name": f"mta.{ZONE}", "type": "CNAME", "records": ["target.example.test."]},
            )
        ],
        "quoted": [
            (
                "aws_route53_record",
                {"name": f"key._domainkey.{ZONE}", "type": "TXT", "records": ['a \\"b\\" \\\\']},
            )
        ],
        "long": [
            (
                "aws_route53_record",
                {
                    "name": f"key._domainkey.{ZONE}",
                    "type": "TXT",
                    "records": [f'{LONG[:255]}""{LONG[255:]}'],
                },
            )
        ],
    },
    "google": {
        "mx": [
            (
                "google_dns_record_set",
                {
                    "name": f"{ZONE}.",
                    "type": "MX",
                    "rrdatas": ["10 mx1.example.test.", "20 mx2.example.test."],
                },
            )
        ],
        "cname": [
            (
                "google_dns_record_set",
                {"name": f"mta.{ZONE}.", "type": "CNAME", "rrdatas": ["target.example.test."]},
            )
        ],
        "quoted": [
            (
                "google_dns_record_set",
                {"name": f"key._domainkey.{ZONE}.", "type": "TXT", "rrdatas": ['"a \\"b\\" \\\\"']},
            )
        ],
        "long": [
            (
                "google_dns_record_set",
                {"name": f"key._domainkey.{ZONE}.", "type": "TXT", "rrdatas": [CUT]},
            )
        ],
    },
    "azurerm": {
        "mx": [
            (
                "azurerm_dns_mx_record",
                {
                    "name": "@",
                    "record": [
                        {"preference": 10, "exchange": "mx1.example.test"},
                        {"preference": 20, "exchange": "mx2.example.test"},
                    ],
                },
            )
        ],
        "cname": [("azurerm_dns_cname_record", {"name": "mta", "record": "target.example.test"})],
        "quoted": [("azurerm_dns_txt_record", {"name": "key._domainkey", "record": [{"value": 'a "b" \\'}]})],
        "long": [("azurerm_dns_txt_record", {"name": "key._domainkey", "record": [{"value": LONG}]})],
    },
    "digitalocean": {
        "mx": [
            (
                "digitalocean_record",
                {"name": "@", "type": "MX", "value": "mx1.example.test.", "priority": 10},
            ),
            (
                "digitalocean_record",
                {"name": "@", "type": "MX", "value": "mx2.example.test.", "priority": 20},
            ),
        ],
        "cname": [("digitalocean_record", {"name": "mta", "type": "CNAME", "value": "target.example.test."})],
        "quoted": [("digitalocean_record", {"name": "key._domainkey", "type": "TXT", "value": 'a "b" \\'})],
        "long": [("digitalocean_record", {"name": "key._domainkey", "type": "TXT", "value": LONG})],
    },
    "hcloud": {
        "mx": [
            (
                "hcloud_zone_rrset",
                {
                    "name": "@",
                    "type": "MX",
                    "records": [{"value": "10 mx1.example.test."}, {"value": "20 mx2.example.test."}],
                },
            )
        ],
        "cname": [
            (
                "hcloud_zone_rrset",
                {"name": "mta", "type": "CNAME", "records": [{"value": "target.example.test."}]},
            )
        ],
        "quoted": [
            (
                "hcloud_zone_rrset",
                {"name": "key._domainkey", "type": "TXT", "records": [{"value": '"a \\"b\\" \\\\"'}]},
            )
        ],
        "long": [
            (
                "hcloud_zone_rrset",
                {"name": "key._domainkey", "type": "TXT", "records": [{"value": CUT}]},
            )
        ],
    },
    "ovh": {
        "mx": [
            (
                "ovh_domain_zone_record",
                {"subdomain": "", "fieldtype": "MX", "target": "10 mx1.example.test."},
            ),
            (
                "ovh_domain_zone_record",
                {"subdomain": "", "fieldtype": "MX", "target": "20 mx2.example.test."},
            ),
        ],
        "cname": [
            (
                "ovh_domain_zone_record",
                {"subdomain": "mta", "fieldtype": "CNAME", "target": "target.example.test."},
            )
        ],
        "quoted": [
            (
                "ovh_domain_zone_record",
                {"subdomain": "key._domainkey", "fieldtype": "TXT", "target": '"a \\"b\\" \\\\"'},
            )
        ],
        "long": [
            (
                "ovh_domain_zone_record",
                {"subdomain": "key._domainkey", "fieldtype": "TXT", "target": CUT},
            )
        ],
    },
    "gandi": {
        "mx": [
            (
                "gandi_livedns_record",
                {"name": "@", "type": "MX", "values": ["10 mx1.example.test.", "20 mx2.example.test."]},
            )
        ],
        "cname": [
            ("gandi_livedns_record", {"name": "mta", "type": "CNAME", "values": ["target.example.test."]})
        ],
        "quoted": [
            (
                "gandi_livedns_record",
                {"name": "key._domainkey", "type": "TXT", "values": ['"a \\"b\\" \\\\"']},
            )
        ],
        "long": [("gandi_livedns_record", {"name": "key._domainkey", "type": "TXT", "values": [CUT]})],
    },
    "dnsimple": {
        "mx": [
            (
                "dnsimple_zone_record",
                {"name": "", "type": "MX", "value": "mx1.example.test", "priority": 10},
            ),
            (
                "dnsimple_zone_record",
                {"name": "", "type": "MX", "value": "mx2.example.test", "priority": 20},
            ),
        ],
        "cname": [("dnsimple_zone_record", {"name": "mta", "type": "CNAME", "value": "target.example.test"})],
        "quoted": [("dnsimple_zone_record", {"name": "key._domainkey", "type": "TXT", "value": 'a "b" \\'})],
        "long": [("dnsimple_zone_record", {"name": "key._domainkey", "type": "TXT", "value": LONG})],
    },
}
