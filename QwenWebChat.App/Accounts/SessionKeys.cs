using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Keeps the keys that protect cookies in the folder <c>keys</c> beside the database: sessions outlive a restart and move with the
/// data. The folder is made with the first key, not while the app is still being composed.
/// </summary>
internal sealed class SessionKeys(IOptions<DatabaseOptions> database, ILoggerFactory loggers) : IXmlRepository
{
    private readonly Lazy<FileSystemXmlRepository> _files = new(() => Open(database.Value, loggers));

    public IReadOnlyCollection<XElement> GetAllElements() => _files.Value.GetAllElements();

    public void StoreElement(XElement element, string friendlyName) => _files.Value.StoreElement(element, friendlyName);

    private static FileSystemXmlRepository Open(DatabaseOptions database, ILoggerFactory loggers)
    {
        string folder = Path.Combine(Path.GetDirectoryName(database.FullPath)!, "keys");
        PrivateFolder.Create(folder);
        return new FileSystemXmlRepository(new DirectoryInfo(folder), loggers);
    }
}
