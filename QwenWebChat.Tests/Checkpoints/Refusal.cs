using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Asserts that bad input gives the one error whose message says which file, what was found, what is right.</summary>
internal static class Refusal
{
    public static void Is(Action open, string path, string found, string expected)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(open);

        Assert.Equal(path, error.Path);
        Assert.StartsWith($"{path}: found ", error.Message, StringComparison.Ordinal);
        string[] parts = error.Message[path.Length..].Split("; expected ");
        Assert.Equal(2, parts.Length);
        Assert.Contains(found, parts[0], StringComparison.Ordinal);
        Assert.Contains(expected, parts[1], StringComparison.Ordinal);
    }
}
