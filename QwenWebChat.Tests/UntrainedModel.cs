namespace QwenWebChat.Tests;

/// <summary>
/// A checkpoint of random weights, written once for all tests: they need no fixture to run a model. As a fixture of the
/// assembly it is written before any test, because its tensors would count among the live tensors of a test.
/// </summary>
public sealed class UntrainedModel
{
    public UntrainedModel()
    {
        Folder = UntrainedCheckpoint.Ensure(Path.Combine(Directory.CreateTempSubdirectory("qwenwebchat-tests-").FullName, UntrainedCheckpoint.Name));
    }

    public static string Folder { get; private set; } = "";
}
