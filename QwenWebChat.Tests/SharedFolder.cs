namespace QwenWebChat.Tests;

/// <summary>The folder <c>shared</c> beside the repository. Tests that need it skip themselves where it is absent.</summary>
internal static class SharedFolder
{
    /// <summary>The full path of a file or folder in it, whose first part tells one shared folder from another.</summary>
    public static string Require(params string[] parts)
    {
        string? root = Find(parts[0]);
        Assert.SkipWhen(root is null, $"../shared/{parts[0]} is not here");
        return Path.Combine([root, .. parts]);
    }

    private static string? Find(string part)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, part)))
            {
                return candidate;
            }
        }

        return null;
    }
}
