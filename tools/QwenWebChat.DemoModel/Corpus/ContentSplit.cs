using System.Text;

namespace QwenWebChat.DemoModel.Corpus;

/// <summary>Assigns a content (a combination of slot values) to exactly one split, the same in every run.</summary>
internal static class ContentSplit
{
    // One content in ten is reserved for the test split.
    private const int TestShare = 10;

    /// <summary>Returns the split of all contents; null if they differ, and the sample belongs to no split.</summary>
    public static Split? Of(Skill skill, IReadOnlyList<string> contents)
    {
        int inTest = contents.Count(content => IsTest(content));
        if (contents.Count == 0)
        {
            throw new InvalidOperationException($"A sample of {skill} defines no content, so it has no split.");
        }

        return inTest == 0 ? Split.Train : inTest == contents.Count ? Split.Test : null;
    }

    /// <summary>Computes FNV-1a with MurmurHash3's finalizer, because string.GetHashCode differs between processes.</summary>
    public static ulong StableHash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    private static bool IsTest(string content) => StableHash(content) % TestShare == 0;
}
