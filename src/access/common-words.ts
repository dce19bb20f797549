/**
 * Words that people in France put in passwords: greetings, first names, towns, months, animals, sports, hospital life,
 * keyboards, and what is found again and again in published leaks (« motdepasse », « iloveyou », « azertyuiop »).
 * Drawn up by hand for Trame from common knowledge; no leak was copied. Small letters without accents: a password is
 * brought to that form before it is compared, so « B0nj0ur2024!! » is found as « bonjour ».
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
abba abeille abracadabra abricot acces accesreseau access accouchement accueil adam adele admin administrateur
administration administrator administratrice adminstrateur adrien afrique agathe agenceregionale
agenceregionaledesante agenda agneau agnes aigle alain albert alex alexandra alexandre alexia alexis algerie
alice alicia aline alix allah allaitement allemagne alleslesbleus allezlesbleus allezlom allezpsg alsace always
amandine amazon ambre ameli amelie america amerique amiens amina amour amours anais ananas and andre andrea
anesthesie ange angel angela angelique angels angers angleterre anna anne annee annees annick annie anniversaire
anthony antoine antonin aout aphp appartement apple april aquitaine araignee arbre arbres arcenciel argent
armoire arnaud ars arsenal arthur ascenseur asdfgh asdfghjkl assistancepublique assurancemaladie astreinte audi
audrey august aujourdhui aurelie aurelien aurevoir aurore automne autumn auvergne avignon avion avril axel
axelle azerty azertyqwerty azertyuiop baby bague baguette baleine ballon ballons banana banane baptiste barbara
barca barcelona baseball basile basket basketball bastien bateau batman batterie beatles beatrice beau beaute
beautiful bebe bebes belgique belle benjamin benoit berlin bernadette bernard bertrand besancon best beurre
beyonce bien bienvenue biere bijou bijoux birthday biscuit biscuits bismillah bisou bisous black blanc blanche
bleu bleue bloc bloqueoperatoire blouse blouses blue bluesky bmw bon bonbon bonbons bonheur bonjour bonne
bonneannee bonsoir bordeaux bougie boulot bourgogne bouygues brest bretagne brigitte brother bruno bureau burger
businessman butter butterfly cadeau cadeaux cadre caen cafe cahier calendrier camembert camille camion campagne
canada canape canard caramel carine carla carole caroline carpediem cartable cartevitale carton catherine cave
cecile cedric celia celine celinedion cent centrehospitalier centrehospitalieruniversitaire cerise cerises
cesarienne cestlavie chaise chambre champagne chance change changeme changemoi changezmoi chanson chantal
chapeau charles charlie charline charlotte chat chaton chatons chats chaussette chaussures cheese chelsea
cheminee chemise cheri cherie cherry cheval chevaux chien chienne chiens chirurgie chirurgien chloe chocolat
chocolate chouette christ christelle christian christiane christine christmas christophe chru chu ciel cinema
cinq ciseaux citroen citron claire clara clarisse claude claudefrancois claudine cle clef clefs clemence clement
clementine clinique coccinelle cochon code codes coeur coffee coiffure colette colle college computer
computerscience confidentiel confidentielle connect connexion constance consultation consultations contrasena
cookie cookies cool coordinateur coordination coordinatrice coordonnateur coordonnatrice coq coquelicot coralie
corbeau corentin corinne correcthorsebatterystaple corse coucou couette couloir counter couscous coussin cowboy
cpam crayon crepe crepes cristal cristianoronaldo croissant crystal cuisine cyclisme cyril dad daddy damien
dance daniel daniele danielle danse dauphin dauphins david deborah december decembre default defaut delphine
demain demo demon demonstration denis denise dernier derniere des dessin destin destiny deux diable diamant
diamond diane didier dieu dijon dim dimanche directeur direction directrice dix docteur docteure doctor dodo
dominique doree dorian dossier dossierpatient dossiers doudou doudoune dragon dragons dream dreams du dylan
echographie ecole edithpiaf edouard egalite eight elea elena eleonore elephant elfe elias elisa elisabeth elise
elle elodie eloise elsa emeline emeraude emile emilie eminem emma emmanuel emmanuelle enfant enfants enzo equipe
equipes eric erwan escalier espagne espoir essai esteban estelle esther et ete ethan etoile etoiles europe eux
eva evelyne example excel exemple externe fabien fabienne fabrice facebook famille family fanny fantome fantomes
farida father fatima faucon faustine fauteuil february fee fees felicie felix fenetre fernand ferrari fete fetes
fevrier fille filles film films fils fire five fleur fleurs fleuve flora florence florent florian floriane
flower flowers folle foot football for forceps foret forever formation formations fortnite fou four fraise
fraises framboise francais francaise france francine francis franck francois francoise fraternite frederic
frederique free freedom frere friday fromage gabin gabriel gabrielle gael gaelle game gamer games gandalf garage
garde gardes gardien gaspard gateau gateaux geant genevieve genial geniale georges gerald geraldine gerard
germaine ghislaine ghu gilbert gilles girafe gisele gmail god goku gold golden goldman gomme goodbye goodmorning
goodnight google grand grande green gregory grenier grenoble grenouille gris grise gros grosse grossesse
guadeloupe guerrier guerriere guest guillaume guitare gustave guy guyane gyneco gynecologie gynecologue hacker
hakunamatata halloween hamster hamza handball happy happybirthday happyday harley harrypotter health heart
helene hello henri henriette hermione herve heureuse heureux hibou hier hiphop hiver hobbit hogwarts hola
holiday holidays home honey hope hopital hopitaux horloge hospital hotmail house hugo hugues huit hulk hunter
ibrahim ice identifiant il iloveyou iloveyouforever important inaya inchallah ines infirmier infirmiere
infirmieres initial instagram interne internes internet invite invitee irene iris ironman isaac isabelle ismael
italie jacqueline jacques jade jaime jamais january janvier jardin jasmin jasmine jaune jazz je jean jeanclaude
jeanfrancois jeanine jeanlouis jeanluc jeanmarc jeanmarie jeanmichel jeanne jeannine jeanpaul jeanphilippe
jeanpierre jedi jennifer jeremie jeremy jerome jessica jesus jesuschrist jetaime jeudi jeune jjgoldman job joel
joelle johan johanna johnny johnnyhallyday joie joli jolie jonathan jordan jose josephine josette josiane
josselin jouet jouets jour jours joyeuxanniversaire joyeuxnoel jtaime judith juillet juin jules julia julie
julien juliette july june justine juventus kangourou karim karine karl katia kebab kelly kevin khadija killer
king koala kylian la labo laboratoire lac laetitia laila lampe lapin lapins laposte laptop lara lasagne laura
laure laurence laurent laurine lavande le lea lecture leila lena leo leon leonie les letmein leur leurs liberte
liberteegalitefraternite licorne licornes life lightning lilas lilian lille lilou limoges lina linux lion
lionelmessi lionne lisa lise liverpool livre livres loan login logon loic lola london lorenzo lorraine lou
louane louis louise louna loup loups louve love lovely loveme lover loveyou luc luca lucas lucie lucien lucienne
lucky ludivine ludovic lui luna lundi lune lunettes lutin lycee lydia lydie lyon ma madonna madrid mael maelle
maelys maeva magali magic magie magique mai maison maitre malik malo mama maman mamie mamour manager manchester
mangue manon manuel maquillage marc marcel marcelle march marco mardi margaux margot marguerite maria marianne
marie marieclaude mariefrance mariejose mariepierre marietherese marine mario marion marius marjorie marlene
maroc marron mars marseille martin martine martinique master mateo maternite maternites mathieu mathilde mathis
mathys matin matrix matteo matthieu maurice max maxence maxime mayotte mbappe mdp me medecin medecins mega
megane mehdi melanie melina melissa melon mer mercedes merci mercredi mere merrychristmas mes messi metal
metallica metro metz mia michael michaeljackson michel michele micheline mickael microsoft midi miel mignon
mignonne mila milan mille mimosa minecraft minette ministeredelasante minou mireille miriam miroir modifier
mohamed moi mois mon monamour moncoeur monday monde monique monitoring monkey monmotdepasse monpremiermot
montagne montpellier montre moonlight morgan morgane mot motdepasse motdepassesecret mother moto mouna mouton
muguet mulhouse mum mummy music musique mustapha mutuelle my mylenefarmer myriam mystere nadege nadia nadine
naissance naissances nancy nantes naomi naruto natacha natation nathalie nathan neige nelly neo neonat
neonatologie netflix network neuf never nevermind new newyork neymar nice nicolas nicole nimes nina nine ninja
nintendo nirvana noa noah noe noel noemie noir noire noisette nolan nora norbert normandie nos nothing notre
notredame nounours nourrisson nous nouveau nouveaune nouvelle november novembre nuage nuages nuit number numero
nurse obstetricien obstetrique occitanie ocean oceane october octobre odette odile office oiseau oiseaux olivia
olivier olympique on one openup ophelie orage orange orchidee ordi ordinateur oreiller orleans oscar ou our ours
outlook ouvre ouvretoi pain paix panda pantalon panthere papa papi papier papillon papillons papy paques parfum
paris pascal pascale passe passion passphrase password passwordpassword passwort pastis patient patiente
patientes patients patrice patricia patrick paul paula paule pauline peace peche pediatre pediatrie peinture
peluche pere peridurale perinat perinatal perinatale perinatalite perle permanence perpignan perrine petit
petite peugeot pharmacie pharmacien philippe phoenix photo photos piano picardie pierre pierrick pikachu pin
pink pirate pirates pizza placard plage planete playstation please pluie pmsi poire poitiers pokemon pomme
pommes poney porsche porte portugal potter poule poupee poussin premier premiere prince princess princesse
printemps prive privee protection provence provisoire psg purple qsdfghjklm quatre quebec queen quentin qwerty
qwertyuiop qwertzuiop rachel rachid raclette radiateur radio radiologie rainbow raisin raphael raphaelle raymond
realmadrid reanimation rebecca red regine regis regle reims reine remi remy renard renault rendezvous rene renee
rennes requin reseau reseauperinatal reseauperinatalite reseausante reseaux reunion reve reves richard rideau
rihanna riviere robe robert robin rock rodolphe roger roi roland romain romane rome romeo ronaldo ronan root
rosalie rose rosee roses rouen rouge roxane ruben rubis rugby sa sabine sabrina sacha safia sagefemme
sagesfemmes said saint sainte salledaccouchement sallededaccouchement salledenaissance salome salut samedi samia
samir samuel samurai sandra sandrine sante santepublique santepubliquefrance saphir sara sarah sasuke saturday
saucisson savoie scanner school sebastien secret secretaire secretariat secrete secure securise securite
securitesociale security selena semaine sept september septembre serge serpent server serveur service services
ses sesame seven severine sexy sfr shadow sheila sidonie silver simon simone singe sirene sirenes sister six ski
skywalker smile smiley soccer soeur sofia sofiane soinsintensifs soir solange soldat soleil solene something son
sonia sonic sophie sorcier sorciere sourire souris spaghetti spiderman spring stage stagiaire starcraft starwars
stella stephane stephanie stethoscope steven stone storm strasbourg strawberry strike stylo sugar suisse summer
sunday sunflower sunnyday sunshine super superman superpassword superuser surf surprise suzanne svp sylvain
sylvaine sylviane sylvie system systeme ta table tahiti tania tapis tatiana tea techno teddy temp tempete
temporaire temporary ten tennis terre tes test teste tester testing thanks the thea theatre theo theodore
therese thibault thibaut thierry thomas three thunder thursday tiffany tigre timeo timothee tiroir today toi
toit tom tomorrow ton tony toor top tortue tortues toujours toulon toulouse tournesol tours toyota train travail
travel tres tristan trois troll trop trousse trustnoone tu tuesday tulipe tulipes tunisie turquoise twitter two
ugo ultra ulysse un une universite urgence urgences user username utilisateur utilisatrice vacance vacances
vache vador vague vagues valentin valentine valerie vanessa vanille vegeta velo vendee vendredi vent veronique
vert verte victoire victor victoria vie vieille vieux vincent violaine violet violette virginie vitale
vivelafrance vivelavie viviane vivre vodka voiture volley vos votre vous voyage voyages warcraft warrior wassim
water wednesday weekend welcome wendy whatever whisky white wifi william windows winter with word work wxcvbn
xavier xbox yahoo yamaha yanis yann yannick yasmine yellow yesterday yoda yohan yolande you your youtube yves
yvette yvon yvonne zakaria zebre zelda zidane zinedinezidane zoe zxcvbn zxcvbnm
`
    .split(/\s+/)
    .filter(Boolean),
)
