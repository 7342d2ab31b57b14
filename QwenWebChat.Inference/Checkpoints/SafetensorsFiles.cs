using System.Globalization;
using System.Text.RegularExpressions;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Finds the safetensors files of a folder's model, whatever their names.</summary>
internal static partial class SafetensorsFiles
{
    /// <summary>The file name extension.</summary>
    public const string Extension = ".safetensors";

    private const string UsualStem = "model";
    private const int ShownNameCount = 3;

    /// <summary>Returns whether a folder contains safetensors files.</summary>
    public static bool AreIn(string folder) => NamesIn(folder).Any();

    /// <summary>Returns the index of shards: by its usual name, or the only one with another name. Null if there is none.</summary>
    public static string? FindIndex(string folder)
    {
        string usual = Path.Combine(folder, CheckpointIndex.IndexFileName);
        return File.Exists(usual) ? usual
            : CheckpointFile.FindIn(folder, $"*{Extension}.index.json").Take(2).ToArray() is [string only] ? only
            : null;
    }

    /// <summary>
    /// Returns the files of a folder that has neither <c>model.safetensors</c> nor an index: a complete set of numbered
    /// shards (<c>-00001-of-00003</c>), or the only file.
    /// </summary>
    /// <exception cref="CheckpointException">There is none, a shard is missing, or there are several models.</exception>
    public static IReadOnlyList<string> FindUnlisted(string folder)
    {
        string[] names = [.. NamesIn(folder)];
        Shard[] shards = [.. names.Select(Parse).OfType<Shard>()];
        IGrouping<(string Stem, int Count), Shard>[] sets = [.. shards.GroupBy(shard => (shard.Stem, shard.Count))];
        IGrouping<(string Stem, int Count), Shard>[] usual = [.. sets.Where(set => set.Key.Stem == UsualStem)];
        if (usual is [var one])
        {
            return RequireWhole(folder, one);
        }

        return (sets, names) switch
        {
            ([var only], _) when shards.Length == names.Length => RequireWhole(folder, only),
            (_, [string single]) => [Path.Combine(folder, single)],
            (_, []) => throw ForeignWeights.Describe(folder) ?? new CheckpointException(
                folder, $"neither {CheckpointIndex.SingleFileName} nor {CheckpointIndex.IndexFileName}", "a folder with the model's safetensors files"),
            _ => throw new CheckpointException(
                folder, $"{names.Length} safetensors files of which none is {CheckpointIndex.SingleFileName} ({Shown(names)})", "the files of one model, or the index that lists its shards"),
        };
    }

    /// <summary>Returns names for a message; if there are many, only the first ones.</summary>
    public static string Shown(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(ShownNameCount)) + (names.Count > ShownNameCount ? ", …" : "");

    private static IReadOnlyList<string> RequireWhole(string folder, IGrouping<(string Stem, int Count), Shard> set)
    {
        Dictionary<int, Shard> byNumber = set.DistinctBy(shard => shard.Number).ToDictionary(shard => shard.Number);
        string[] missing = [.. Enumerable.Range(1, set.Key.Count).Where(number => !byNumber.ContainsKey(number)).Select(number => set.First().NameOf(number))];
        return missing is []
            ? [.. Enumerable.Range(1, set.Key.Count).Select(number => Path.Combine(folder, byNumber[number].Name))]
            : throw new CheckpointException(
                folder, $"{byNumber.Count} of {set.Key.Count} shards, without {Shown(missing)}", "every shard; download the missing ones");
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        CheckpointFile.FindIn(folder, $"*{Extension}").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static Shard? Parse(string name)
    {
        Match match = ShardPattern().Match(name);
        return match.Success
            ? new Shard(name, match.Groups["stem"].Value, Number(match, "number"), Number(match, "count"), match.Groups["number"].Length)
            : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<stem>.*)-(?<number>[0-9]{1,5})-of-(?<count>[0-9]{1,5})\.safetensors$", RegexOptions.CultureInvariant)]
    private static partial Regex ShardPattern();

    private sealed record Shard(string Name, string Stem, int Number, int Count, int Digits)
    {
        public string NameOf(int number) => string.Create(
            CultureInfo.InvariantCulture, $"{Stem}-{number.ToString($"D{Digits}", CultureInfo.InvariantCulture)}-of-{Count.ToString($"D{Digits}", CultureInfo.InvariantCulture)}{Extension}");
    }
}
