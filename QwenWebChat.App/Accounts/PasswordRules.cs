using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// The rules of passwords: long, and none of those that are tried first. A password is compared by what remains without its
/// decoration: digits and signs at its ends, signs in it, case, and signs that stand for letters, such as 0 for o.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    public const int MinLength = 12;

    /// <summary>Longer ones would only cost time to hash.</summary>
    public const int MaxLength = 256;

    // Fewer different characters, or so long a run of neighbours on a keyboard, make no password.
    private const int MinDifferent = 5;
    private const int ShortestRun = 4;

    private static readonly string[] Rows =
    [
        "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];

    private static readonly string[] Words =
    [
        "password", "passwort", "passphrase", "passcode", "pass", "kennwort", "secret", "geheim", "letmein", "welcome", "willkommen", "changeme", "change", "default", "admin",
        "administrator", "root", "user", "guest", "test", "testing", "login", "signin", "master", "access", "qwen", "qwenwebchat", "webchat", "chat", "iloveyou", "love", "dragon",
        "monkey", "football", "baseball", "sunshine", "princess", "superman", "batman", "starwars", "shadow", "summer", "winter", "spring", "autumn", "january", "february", "march",
        "april", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "hello",
        "company", "server", "computer", "internet", "correct", "horse", "battery", "staple", "my", "the", "is", "this", "new", "woaini", "mima", "nihao",
    ];

    private static readonly Dictionary<char, char> Letters = new() { ['0'] = 'o', ['1'] = 'i', ['3'] = 'e', ['4'] = 'a', ['5'] = 's', ['7'] = 't', ['@'] = 'a', ['$'] = 's', ['!'] = 'i' };

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(Find(password ?? "", user.Name) is { } fault ? IdentityResult.Failed(new IdentityError { Code = fault.ToString() }) : IdentityResult.Success);

    /// <summary>Returns the fault of a password; null if there is none.</summary>
    /// <param name="name">The name of its account.</param>
    public static AccountFault? Find(string password, string name)
    {
        string plain = password.ToLowerInvariant();
        return password.Length < MinLength ? AccountFault.PasswordTooShort
            : password.Length > MaxLength ? AccountFault.PasswordTooLong
            : name.Length >= ShortestRun && plain.Contains(name.ToLowerInvariant(), StringComparison.Ordinal) && plain.Length - name.Length < MinLength ? AccountFault.PasswordHasName
            : plain.Distinct().Count() < MinDifferent || IsRepetition(plain) || IsMadeOfParts(plain) || IsMadeOfParts(Undecorated(plain)) ? AccountFault.PasswordCommon
            : null;
    }

    // 1 becomes i and 0 becomes o, so that p4ssw0rd is a word.
    private static string Undecorated(string text) => string.Concat(text.Select(letter => Letters.GetValueOrDefault(letter, letter)));

    // One short text, several times: abcabcabcabc.
    private static bool IsRepetition(string text) => Enumerable.Range(1, text.Length / 2)
        .Any(length => Enumerable.Range(0, text.Length).All(place => text[place] == text[place % length]));

    // Takes away what is tried first; what remains must still be long. A digit or sign counts half of a letter.
    private static bool IsMadeOfParts(string text)
    {
        int halves = 0;
        for (int place = 0; place < text.Length;)
        {
            int known = Math.Max(WordAt(text, place), RunAt(text, place));
            halves += known > 0 ? 0 : char.IsLetter(text[place]) ? 2 : 1;
            place += Math.Max(known, 1);
        }

        return halves < 2 * MinDifferent;
    }

    private static int WordAt(string text, int place) =>
        Words.Where(word => string.CompareOrdinal(text, place, word, 0, word.Length) == 0).Select(word => word.Length).DefaultIfEmpty().Max();

    // The length of a piece of a keyboard's row or of the alphabet, forwards or backwards.
    private static int RunAt(string text, int place)
    {
        int longest = 0;
        foreach (string row in Rows)
        {
            longest = Math.Max(longest, Math.Max(RunAt(text, place, row, 1), RunAt(text, place, row, -1)));
        }

        return longest >= ShortestRun ? longest : 0;
    }

    private static int RunAt(string text, int place, string row, int step)
    {
        int at = row.IndexOf(text[place], StringComparison.Ordinal);
        int length = 0;
        while (at >= 0 && at < row.Length && place + length < text.Length && row[at] == text[place + length])
        {
            length++;
            at += step;
        }

        return length;
    }
}
