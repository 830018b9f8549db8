# Warta behind Varnish 6 or 7: a shared cache for the content API, told by tags what is stale.
# Belongs into /etc/varnish/default.vcl; put your addresses in. With it PURGE=varnish and
# PURGE_URL=http://127.0.0.1:6081/ (every Varnish of a row, parted by spaces). TLS ends before it.
vcl 4.1;

backend warta {
    .host = "127.0.0.1";
    .port = "8000";
}

# Who may purge: the machines on which Warta's timers run.
acl timers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ timers) {
            return (synth(405));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400));
        }
        # Only of the object, so that Varnish can work bans off by itself.
        ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, "\s+", "|") + ")(\s|$)");
        return (synth(204));
    }

    # Varnish adds the client to X-Forwarded-For; Warta believes it once TRUSTED_PROXIES names this machine,
    # and the one that ends TLS.
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Of one reader, of one editor, of one moment.
    if (req.http.Warta-Preview || req.http.Warta-Unlock
        || req.url ~ "^/api/v1/(slots|events|click|manage|preview)/") {
        return (pass);
    }
    if (req.url ~ "^/(api/v1/|feeds/|sitemap\.xml|news-sitemap\.xml|ads\.txt)") {
        # Public answers read neither, so nothing of them has to stand in the way of a hit.
        unset req.http.Cookie;
        unset req.http.Authorization;
        # Who was told of a version by a webhook is answered past the cache, which then keeps that answer.
        if (req.http.Warta-Min-Version) {
            set req.hash_always_miss = true;
        }
        return (hash);
    }
    # The admin, documents and pictures.
    return (pass);
}

sub vcl_backend_response {
    # stale-while-revalidate is Varnish's grace already; stale-if-error is for when nobody answers.
    set beresp.keep = 10s;
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
