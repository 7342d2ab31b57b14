using QwenWebChat.Inference.Model;

namespace QwenWebChat.Tests;

/// <summary>The app's own placeholder checkpoint, written once for all tests: they need no fixture to run a real model.</summary>
internal static class UntrainedModel
{
    private static readonly Lazy<string> Written = new(() =>
        UntrainedCheckpoint.Ensure(Path.Combine(Directory.CreateTempSubdirectory("qwenwebchat-tests-").FullName, UntrainedCheckpoint.Name)));

    public static string Folder => Written.Value;
}
