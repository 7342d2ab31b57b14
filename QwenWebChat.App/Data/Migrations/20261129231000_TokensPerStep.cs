using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class TokensPerStep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "TokensPerStep",
                table: "Messages",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "AcceptedTokens",
                table: "ServedRequests",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Not by DropColumn, which makes the table anew and loses the triggers of the search index.
            migrationBuilder.Sql("ALTER TABLE \"Messages\" DROP COLUMN \"TokensPerStep\";");
            migrationBuilder.Sql("ALTER TABLE \"ServedRequests\" DROP COLUMN \"AcceptedTokens\";");
        }
    }
}
