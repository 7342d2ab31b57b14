namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>The formats of strings as regular expressions, which match whole contents.</summary>
internal static class Formats
{
    // Without the year 0000, which most programs cannot read.
    private const string Year = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";
    private const string Leap = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
    private const string Date = $"(?:{Year}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|{Leap}-02-29)";

    // A leap second ends the last minute of a day in UTC.
    private const string Time = @"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|23:59:60(?:\.[0-9]+)?(?:[Zz]|[+-]00:00))";

    // Programs read the numbers of a duration as integers of 32 bits.
    private const string Count = "[0-9]{1,9}";
    private const string DurationTime = $"T(?:{Count}H(?:{Count}M(?:{Count}S)?)?|{Count}M(?:{Count}S)?|{Count}S)";
    private const string DurationDate = $"(?:{Count}D|{Count}M(?:{Count}D)?|{Count}Y(?:{Count}M(?:{Count}D)?)?)";
    private const string Octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private const string IPv4 = $@"(?:{Octet}\.){{3}}{Octet}";
    private const string Group = "[0-9A-Fa-f]{1,4}";
    private const string LastGroups = $"(?:{Group}:{Group}|{IPv4})";

    private const string IPv6 =
        $"(?:(?:{Group}:){{6}}{LastGroups}|::(?:{Group}:){{5}}{LastGroups}|(?:{Group})?::(?:{Group}:){{4}}{LastGroups}|(?:(?:{Group}:){{0,1}}{Group})?::(?:{Group}:){{3}}{LastGroups}"
        + $"|(?:(?:{Group}:){{0,2}}{Group})?::(?:{Group}:){{2}}{LastGroups}|(?:(?:{Group}:){{0,3}}{Group})?::{Group}:{LastGroups}|(?:(?:{Group}:){{0,4}}{Group})?::{LastGroups}"
        + $"|(?:(?:{Group}:){{0,5}}{Group})?::{Group}|(?:(?:{Group}:){{0,6}}{Group})?::)";

    private const string Label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    // Labels with two hyphens in the third place encode other scripts; which of them are valid, an automaton cannot tell.
    private const string Hostname = $@"(?=.{{1,253}}$)(?!(?:.*\.)?[^.]{{2}}--)(?:{Label})(?:\.(?:{Label}))*";
    private const string Atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

    // The mailboxes that all validators take: a quoted name without escapes, a domain that ends in letters.
    private const string Email = $@"(?=.{{3,254}}$)(?=""|[^@]{{1,64}}@)(?:{Atom}(?:\.{Atom})*|""[ !#-\[\]-~]+"")@(?:(?:{Label}\.)+[A-Za-z]{{2,63}}|\[(?:{IPv4}|IPv6:{IPv6})\])";

    private const string Escaped = "%[0-9A-Fa-f]{2}";
    private const string PathCharacter = $"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|{Escaped})";
    private const string Port = "[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";

    // The characters of names in DNS, where RFC 3986 admits punctuation that no resolver takes.
    private const string HostLabel = "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?";
    private const string Host = $@"(?:{HostLabel}(?:\.{HostLabel})*\.?)?";
    private const string Authority = $@"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|{Escaped})*@)?(?:\[(?:{IPv6}|v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]|{Host})(?::(?:{Port})?)?";
    private const string Tail = $@"(?:\?(?:{PathCharacter}|[/?])*)?(?:#(?:{PathCharacter}|[/?])*)?";
    private const string Rooted = $"(?:/(?:{PathCharacter}+(?:/{PathCharacter}*)*)?)";

    // A scheme of one letter is a drive of Windows for many programs; none is registered, nor one as long as this.
    private const string Scheme = "[A-Za-z][A-Za-z0-9+.-]{1,127}";
    private const string Uri = $"{Scheme}:(?://{Authority}(?:/{PathCharacter}*)*|{Rooted}|{PathCharacter}+(?:/{PathCharacter}*)*|){Tail}";
    private const string NoColon = $"(?:[A-Za-z0-9._~!$&'()*+,;=@-]|{Escaped})";
    private const string UriReference = $"(?:{Uri}|(?://{Authority}(?:/{PathCharacter}*)*|{Rooted}|{NoColon}+(?:/{PathCharacter}*)*|){Tail})";
    private const string JsonPointer = "(?:/(?:[^/~]|~[01])*)*";

    private static readonly Dictionary<string, string> Known = new()
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"{Date}[Tt]{Time}",
        ["duration"] = $"P(?:{DurationDate}(?:{DurationTime})?|{DurationTime}|{Count}W)",
        ["email"] = Email,
        ["hostname"] = Hostname,
        ["ipv4"] = IPv4,
        ["ipv6"] = IPv6,
        ["uri"] = Uri,
        ["uri-reference"] = UriReference,
        ["uuid"] = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
        ["json-pointer"] = JsonPointer,
        ["relative-json-pointer"] = $"(?:0|[1-9][0-9]*)(?:#|{JsonPointer})",
    };

    // Formats of the standard that would need more than an automaton, or tables of names.
    private static readonly HashSet<string> Unsupported = ["idn-email", "idn-hostname", "iri", "iri-reference", "uri-template", "regex"];

    /// <summary>Returns a format's regular expression; null for a name that the standard does not know, which is an annotation.</summary>
    /// <exception cref="GrammarException">The format is not supported.</exception>
    public static string? Find(string format, string place) =>
        Known.TryGetValue(format, out string? pattern) ? pattern
        : Unsupported.Contains(format) ? throw new GrammarException(place, $"the format {format} is not supported")
        : null;
}
