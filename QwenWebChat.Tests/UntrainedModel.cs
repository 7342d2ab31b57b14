namespace QwenWebChat.Tests;

/// <summary>A checkpoint of random weights, written once for all tests: they need no fixture to run a model.</summary>
internal static class UntrainedModel
{
    private static readonly Lazy<string> Written = new(() =>
        UntrainedCheckpoint.Ensure(Path.Combine(Directory.CreateTempSubdirectory("qwenwebchat-tests-").FullName, UntrainedCheckpoint.Name)));

    public static string Folder => Written.Value;
}
